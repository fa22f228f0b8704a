/** The journal's file, its tail, the read tables. The only place that knows SQL. */
@NullMarked
package dev.daemion.substrate.storage;

import org.jspecify.annotations.NullMarked;
