/**
 * The HTTP interface: one class per resource, each turning requests into one message to one substrate and the reply
 * into JSON. Open {@link dev.daemion.gateway.http.Api} first, the list of all routes. No logic and no SQL is here, and
 * event streams live in {@code dev.daemion.gateway.stream}.
 */
@NullMarked
package dev.daemion.gateway.http;

import org.jspecify.annotations.NullMarked;
