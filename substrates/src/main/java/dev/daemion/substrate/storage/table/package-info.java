/**
 * The read tables: one class per table, with what each event does to it and what can be asked of it. Open
 * {@link dev.daemion.substrate.storage.table.ReadTables} first. Where the tail stands and who asks is not known here.
 */
@NullMarked
package dev.daemion.substrate.storage.table;

import org.jspecify.annotations.NullMarked;
