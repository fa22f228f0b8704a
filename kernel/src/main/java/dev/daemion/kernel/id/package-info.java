/**
 * Typed ids. Open {@link dev.daemion.kernel.id.SortableIds} first. Untrusted text becomes an id only through
 * {@code parse}; nothing here reads a database.
 */
@NullMarked
package dev.daemion.kernel.id;

import org.jspecify.annotations.NullMarked;
