package dev.daemion.substrate.storage;

import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lists of threads as they were answered, kept while no thread changes: the same query gets the same object, so that
 * whoever encodes it can keep that too.
 */
final class ThreadPages {
    /** Lists at once; a further one makes all others go. */
    static final int PAGES_MAX = 64;

    private final Map<StorageQuery.Threads, Page<?>> pages = new HashMap<>();
    private long version;

    /** To be given back with the answer of a query that begins now. */
    long version() {
        return version;
    }

    @Nullable
    Page<?> find(StorageQuery.Threads query) {
        return pages.get(query);
    }

    /** Keeps it unless a thread has changed since the query began. */
    void keep(StorageQuery.Threads query, long begunAt, Page<?> page) {
        if (begunAt == version) {
            if (pages.size() >= PAGES_MAX) {
                pages.clear();
            }
            pages.put(query, page);
        }
    }

    /** A thread has changed. */
    void forget() {
        version++;
        pages.clear();
    }
}
