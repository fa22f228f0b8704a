/** Tests of the database file itself. */
@NullMarked
package dev.daemion.substrate.storage.sqlite;

import org.jspecify.annotations.NullMarked;
