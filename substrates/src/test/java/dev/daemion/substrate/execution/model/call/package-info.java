/** Tests. Open {@link dev.daemion.substrate.execution.model.call.ShownTest} first. */
@NullMarked
package dev.daemion.substrate.execution.model.call;

import org.jspecify.annotations.NullMarked;
