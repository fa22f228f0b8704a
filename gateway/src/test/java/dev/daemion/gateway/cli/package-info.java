/** Tests of the command line, and of the program as it is started. */
@NullMarked
package dev.daemion.gateway.cli;

import org.jspecify.annotations.NullMarked;
