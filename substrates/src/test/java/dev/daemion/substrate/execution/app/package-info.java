/** Tests of apps with real servers. */
@NullMarked
package dev.daemion.substrate.execution.app;

import org.jspecify.annotations.NullMarked;
