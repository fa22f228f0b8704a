/**
 * What the six substrates say to each other: one interface each. Nothing here has behaviour; every record may cross a
 * network one day.
 */
@NullMarked
package dev.daemion.kernel.protocol;

import org.jspecify.annotations.NullMarked;
