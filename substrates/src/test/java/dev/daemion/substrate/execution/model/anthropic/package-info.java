/** Tests. Open {@link dev.daemion.substrate.execution.model.anthropic.AnthropicWireTest} first. */
@NullMarked
package dev.daemion.substrate.execution.model.anthropic;

import org.jspecify.annotations.NullMarked;
