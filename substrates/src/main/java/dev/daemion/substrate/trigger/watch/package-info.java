/**
 * Notices that files change below a folder. Open {@link dev.daemion.substrate.trigger.watch.FolderWatch} first: the
 * actor that waits and tells. What the system reports is taken for a hint where to look; what has changed is read off
 * the files. Which job fires is the trigger substrate's.
 */
@NullMarked
package dev.daemion.substrate.trigger.watch;

import org.jspecify.annotations.NullMarked;
