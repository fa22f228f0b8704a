/**
 * The file format of the journal. Open {@link dev.daemion.kernel.journal.JournalEntry} first. No SQL and no entity is
 * here.
 */
@NullMarked
package dev.daemion.kernel.journal;

import org.jspecify.annotations.NullMarked;
