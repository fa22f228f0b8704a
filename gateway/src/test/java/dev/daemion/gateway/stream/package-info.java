/** Streams on the real wire, in front of a hub the test plays itself. Open {@code StreamFixture} first. */
@NullMarked
package dev.daemion.gateway.stream;

import org.jspecify.annotations.NullMarked;
