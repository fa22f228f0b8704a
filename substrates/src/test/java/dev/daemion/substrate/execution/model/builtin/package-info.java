/** Tests of the built-in agent. Open {@link dev.daemion.substrate.execution.model.builtin.IntentsTest} first. */
@NullMarked
package dev.daemion.substrate.execution.model.builtin;

import org.jspecify.annotations.NullMarked;
