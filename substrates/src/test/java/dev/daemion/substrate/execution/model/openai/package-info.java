/** Tests. Open {@link dev.daemion.substrate.execution.model.openai.OpenAiWireTest} first. */
@NullMarked
package dev.daemion.substrate.execution.model.openai;

import org.jspecify.annotations.NullMarked;
