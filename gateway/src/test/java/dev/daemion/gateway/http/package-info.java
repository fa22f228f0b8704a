/** The interface over a real socket, before hand-written substrates. Open {@code ApiFixture} first. */
@NullMarked
package dev.daemion.gateway.http;

import org.jspecify.annotations.NullMarked;
