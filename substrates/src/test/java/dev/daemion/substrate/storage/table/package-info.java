/** Tests of single read tables on a real SQLite file. */
@NullMarked
package dev.daemion.substrate.storage.table;

import org.jspecify.annotations.NullMarked;
