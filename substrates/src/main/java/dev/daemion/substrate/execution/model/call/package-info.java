/**
 * What every call to a model over the network has in common: one transport that can be cancelled at any moment, bounds,
 * deadlines, retries without a doubled delta, and sentences for what went wrong. Open
 * {@link dev.daemion.substrate.execution.model.call.RetryingModelClient} first. The wires themselves are next door.
 */
@NullMarked
package dev.daemion.substrate.execution.model.call;

import org.jspecify.annotations.NullMarked;
