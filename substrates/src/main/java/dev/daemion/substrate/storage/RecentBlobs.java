package dev.daemion.substrate.storage;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Texts that were put a moment ago, with their hashes: what most runs name alike is neither hashed nor written each
 * time. Forgotten before anything is dropped or erased. Thread-safe.
 */
final class RecentBlobs {
    /** What a few agents in a few modes are told. */
    static final int TEXTS_MAX = 8;

    static final int TEXT_LENGTH_MAX = 256 * 1024;

    /** Far less than the time after which a blob is dropped that nobody names. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final SequencedMap<String, Put> puts = new LinkedHashMap<>();

    private record Put(String hash, Instant at) {}

    synchronized Optional<String> find(String text, Instant now) {
        return Optional.ofNullable(puts.get(text))
                .filter(put -> now.isBefore(put.at().plus(KEPT)))
                .map(Put::hash);
    }

    synchronized String note(String text, String hash, Instant now) {
        if (text.length() <= TEXT_LENGTH_MAX) {
            puts.putLast(text, new Put(hash, now));
            if (puts.size() > TEXTS_MAX) {
                puts.pollFirstEntry();
            }
        }
        return hash;
    }

    synchronized void forget() {
        puts.clear();
    }
}
