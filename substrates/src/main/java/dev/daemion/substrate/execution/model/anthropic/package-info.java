/**
 * Anthropic messages through the official SDK. Open
 * {@link dev.daemion.substrate.execution.model.anthropic.AnthropicWire} first. Sockets, retries and sentences about
 * failures are not here but in {@code call}.
 */
@NullMarked
package dev.daemion.substrate.execution.model.anthropic;

import org.jspecify.annotations.NullMarked;
