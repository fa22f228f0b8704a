/**
 * Rules about the source itself: what may depend on what, how files are formatted, named and sized. Open
 * {@link dev.daemion.gateway.source.InvariantsTest} first.
 */
@NullMarked
package dev.daemion.gateway.source;

import org.jspecify.annotations.NullMarked;
