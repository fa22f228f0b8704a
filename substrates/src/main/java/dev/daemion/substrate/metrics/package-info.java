/**
 * What the substrates count, in Micrometer's global registry; the gateway shows it. Open
 * {@link dev.daemion.substrate.metrics.Level}. No label holds an id or a user's text, and nothing here is read back to
 * decide anything.
 */
@NullMarked
package dev.daemion.substrate.metrics;

import org.jspecify.annotations.NullMarked;
