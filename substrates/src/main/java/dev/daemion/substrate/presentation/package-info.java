/**
 * Streams, subscriptions and paired devices. Open {@link dev.daemion.substrate.presentation.PresentationSubstrate}
 * first. No sockets are here: the gateway owns them.
 */
@NullMarked
package dev.daemion.substrate.presentation;

import org.jspecify.annotations.NullMarked;
