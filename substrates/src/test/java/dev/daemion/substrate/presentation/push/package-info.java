/** Web Push against a push service of its own, which decrypts and checks. Open {@code PushSink} first. */
@NullMarked
package dev.daemion.substrate.presentation.push;

import org.jspecify.annotations.NullMarked;
