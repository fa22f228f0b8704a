/**
 * How everything on this machine finds the same running gateway. Open {@link dev.daemion.gateway.discovery.Presence}
 * for the daemon's side and {@link dev.daemion.gateway.discovery.Rendezvous} for the client's. Routes and tokens of
 * devices are deliberately not here.
 */
@NullMarked
package dev.daemion.gateway.discovery;

import org.jspecify.annotations.NullMarked;
