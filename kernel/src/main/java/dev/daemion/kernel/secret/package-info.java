/**
 * Keys and passwords: a value that does not print, and where it comes from. Open
 * {@link dev.daemion.kernel.secret.Secret} first. Device tokens are not here; they are stored as hashes by the gateway.
 */
@NullMarked
package dev.daemion.kernel.secret;

import org.jspecify.annotations.NullMarked;
