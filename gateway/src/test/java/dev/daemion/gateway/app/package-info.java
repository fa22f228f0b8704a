/** Tests of apps over HTTP. */
@NullMarked
package dev.daemion.gateway.app;

import org.jspecify.annotations.NullMarked;
