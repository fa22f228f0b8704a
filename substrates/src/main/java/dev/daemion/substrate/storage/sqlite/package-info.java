/**
 * The one SQLite file: how it is opened, migrated, read and written. Open
 * {@link dev.daemion.substrate.storage.sqlite.JournalDatabase} first. What stands in the read tables is not known here.
 */
@NullMarked
package dev.daemion.substrate.storage.sqlite;

import org.jspecify.annotations.NullMarked;
