/** Tests of settings. */
@NullMarked
package dev.daemion.gateway.settings;

import org.jspecify.annotations.NullMarked;
