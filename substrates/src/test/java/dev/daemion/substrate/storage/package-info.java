/** Tests of the storage substrate on a real SQLite file. Open {@code StorageFixture} first. */
@NullMarked
package dev.daemion.substrate.storage;

import org.jspecify.annotations.NullMarked;
