/** What the gateway measures, as Prometheus text. Open {@link dev.daemion.gateway.metrics.Meters}. */
@NullMarked
package dev.daemion.gateway.metrics;

import org.jspecify.annotations.NullMarked;
