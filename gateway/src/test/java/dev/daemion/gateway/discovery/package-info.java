/** Tests of discovery. */
@NullMarked
package dev.daemion.gateway.discovery;

import org.jspecify.annotations.NullMarked;
