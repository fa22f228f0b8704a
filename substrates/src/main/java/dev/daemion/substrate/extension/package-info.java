/**
 * What exists, in which version, with which permissions. Open
 * {@link dev.daemion.substrate.extension.ExtensionSubstrate} first. Reading and checking what is written is the
 * extensions module's part; deciding on an approval is the execution substrate's.
 */
@NullMarked
package dev.daemion.substrate.extension;

import org.jspecify.annotations.NullMarked;
