/**
 * Definitions as typed values, for the substrates that act on them. Open
 * {@link dev.daemion.extension.definition.Definitions} first. Checking what people and agents write is not done here:
 * what is read here was checked before it was stored.
 */
@NullMarked
package dev.daemion.extension.definition;

import org.jspecify.annotations.NullMarked;
