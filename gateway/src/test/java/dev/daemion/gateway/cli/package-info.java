/** Tests of cli. */
@NullMarked
package dev.daemion.gateway.cli;

import org.jspecify.annotations.NullMarked;
