/** Streams, subscriptions and paired devices. No sockets are here: the gateway owns them. */
@NullMarked
package dev.daemion.substrate.presentation;

import org.jspecify.annotations.NullMarked;
