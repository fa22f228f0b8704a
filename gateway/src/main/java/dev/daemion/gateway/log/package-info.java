/**
 * The log: what a line looks like, where it goes, how much is kept, and what never stands in it. Open
 * {@link dev.daemion.gateway.log.Logging} first.
 */
@NullMarked
package dev.daemion.gateway.log;

import org.jspecify.annotations.NullMarked;
