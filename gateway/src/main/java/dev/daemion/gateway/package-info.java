/**
 * The process. Open {@link dev.daemion.gateway.Main} first. Only the classes of this package see both the substrates
 * and the packages around them.
 */
@NullMarked
package dev.daemion.gateway;

import org.jspecify.annotations.NullMarked;
