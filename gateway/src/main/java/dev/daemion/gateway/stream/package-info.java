/**
 * Live frames over WebSocket and server-sent events. Open {@link dev.daemion.gateway.stream.StreamRoutes} first. Which
 * frames a reader gets, and in which order, is not decided here but by the presentation substrate.
 */
@NullMarked
package dev.daemion.gateway.stream;

import org.jspecify.annotations.NullMarked;
