/**
 * What measures a running gateway from outside, over its real sockets; none of it is a test. Open {@code TurnBenchmark}
 * first. The scripts in docs/benchmarks run it.
 */
@NullMarked
package dev.daemion.gateway.benchmark;

import org.jspecify.annotations.NullMarked;
