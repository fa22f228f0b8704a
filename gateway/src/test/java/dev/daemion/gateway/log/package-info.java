/** Tests of log. */
@NullMarked
package dev.daemion.gateway.log;

import org.jspecify.annotations.NullMarked;
