package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.protocol.StorageQuery;

/** How many rows an answer may have at most. */
final class Limit {
    private Limit() {}

    /** At least 1, at most {@link StorageQuery#LIMIT_MAX}, whatever was asked for. */
    static int of(int wanted) {
        return Math.clamp(wanted, 1, StorageQuery.LIMIT_MAX);
    }
}
