/**
 * OpenAI chat completions as the many servers speak them. Open
 * {@link dev.daemion.substrate.execution.model.openai.OpenAiWire} first. Sockets, retries and sentences about failures
 * are not here but in {@code call}.
 */
@NullMarked
package dev.daemion.substrate.execution.model.openai;

import org.jspecify.annotations.NullMarked;
