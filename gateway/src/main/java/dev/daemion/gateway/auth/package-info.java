/**
 * Who may speak to the gateway: Host, Origin and token, in that order, before any route sees the request. Open
 * {@link dev.daemion.gateway.auth.Gatekeeper} first. Making the credential and pairing devices are deliberately not
 * here: the one belongs to discovery, the other to the presentation substrate.
 */
@NullMarked
package dev.daemion.gateway.auth;

import org.jspecify.annotations.NullMarked;
