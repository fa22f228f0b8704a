package dev.daemion.kernel.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What a check of the whole ledger has found.
 *
 * @param entries how many there are
 * @param firstBroken number of the first entry that is not as it was written; the number that is missing when one was
 *     left out at the end; null when nothing is broken
 * @param reason one sentence; null when nothing is broken
 */
public record LedgerVerdict(
        boolean valid,
        long entries,
        @Nullable Long firstBroken,
        @Nullable String reason) {}
