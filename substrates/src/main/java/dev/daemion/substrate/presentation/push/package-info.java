/**
 * Web Push: notices that reach a phone whose page is closed. Open
 * {@link dev.daemion.substrate.presentation.push.PushEntity} first: it knows who is subscribed and sends.
 * {@link dev.daemion.substrate.presentation.push.PushCipher} is RFC 8291 over RFC 8188,
 * {@link dev.daemion.substrate.presentation.push.VapidKeys} is RFC 8292, both on the JDK's own cryptography. What a
 * notice says is deliberately not decided here, only whether it may disturb now.
 */
@NullMarked
package dev.daemion.substrate.presentation.push;

import org.jspecify.annotations.NullMarked;
