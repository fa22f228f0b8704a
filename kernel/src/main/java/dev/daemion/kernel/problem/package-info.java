/**
 * Every refusal there is. Open {@link dev.daemion.kernel.problem.ProblemCode} first. HTTP status codes are deliberately
 * not here: the gateway derives them.
 */
@NullMarked
package dev.daemion.kernel.problem;

import org.jspecify.annotations.NullMarked;
