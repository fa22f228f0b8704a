/**
 * The built-in extensions as files: packed into this module's jar, or in a directory that replaces them. Open
 * {@link dev.daemion.extension.seed.SeedFiles} first. Bringing them into the table is the extension substrate's part.
 */
@NullMarked
package dev.daemion.extension.seed;

import org.jspecify.annotations.NullMarked;
