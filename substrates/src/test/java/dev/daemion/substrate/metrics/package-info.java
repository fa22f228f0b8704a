/** The counters in their registry. */
@NullMarked
package dev.daemion.substrate.metrics;

import org.jspecify.annotations.NullMarked;
