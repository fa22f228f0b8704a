package dev.daemion.substrate.storage;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.StorageQuery.DraftText;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.table.BlobTable;
import dev.daemion.substrate.storage.table.EventTable;
import dev.daemion.substrate.storage.table.ReadTables;
import dev.daemion.substrate.storage.table.ThreadTable;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.Done;

/**
 * Everything the storage substrate has done for it on the write dispatcher. Each method blocks for one transaction,
 * unless it says otherwise.
 */
final class Chores {
    private static final String GATEWAY = "gateway";
    /** A blob is put before the event that names it; nobody needs longer than this between the two. */
    private static final Duration UNNAMED_BLOB_AGE = Duration.ofHours(1);

    private static final Duration DRAFT_AGE = Duration.ofDays(1);

    private final JournalDatabase database;
    private final JournalRows journal;
    private final String version;
    private final Clock clock;
    private final Tail tail;
    private final Erasure erasure;
    private final Retention retention;
    private final RecentBlobs recent = new RecentBlobs();

    Chores(JournalDatabase database, JournalRows journal, String version, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.version = version;
        this.clock = clock;
        this.tail = new Tail(database, journal);
        this.erasure = new Erasure(database);
        this.retention = new Retention(database);
    }

    Done launch() {
        return database.write(Durability.FULL, sql -> {
            var now = clock.instant();
            journal.append(sql, GATEWAY, new GatewayEvent.Started(version, now), now);
            return Done.getInstance();
        });
    }

    Tail.Pass advance() {
        return tail.advance();
    }

    Done saveDrafts(Map<RunId, DraftText> drafts) {
        return database.write(Durability.ORDERED, sql -> {
            Drafts.save(sql, drafts, clock.instant());
            return Done.getInstance();
        });
    }

    String putBlob(String text) {
        var now = clock.instant();
        return recent.note(text, database.write(Durability.ORDERED, sql -> BlobTable.put(sql, text, now)), now);
    }

    /** The hash of a text that needs no putting. Does not block. */
    Optional<String> findBlob(String text) {
        return recent.find(text, clock.instant());
    }

    boolean hasUnread(ThreadId id) {
        return database.read(sql ->
                ThreadTable.find(sql, id).map(thread -> thread.unread() > 0).orElse(false));
    }

    boolean markRead(ThreadId id) {
        return database.write(Durability.ORDERED, sql -> ThreadTable.markRead(sql, id, ReadTables.offset(sql)));
    }

    Done erase(ThreadId id) {
        recent.forget();
        erasure.erase(id);
        return Done.getInstance();
    }

    Done takeEvents(long from, long until) {
        return database.write(Durability.ORDERED, sql -> {
            EventTable.take(sql, from, until);
            return Done.getInstance();
        });
    }

    Done compact() {
        recent.forget();
        database.write(Durability.ORDERED, sql -> {
            var now = clock.instant();
            return BlobTable.dropUnnamed(sql, now.minus(UNNAMED_BLOB_AGE))
                    + Drafts.dropStale(sql, now.minus(DRAFT_AGE));
        });
        retention.sweep(clock.instant());
        // A reader in between is no harm: the next time will do.
        database.truncateLog();
        return Done.getInstance();
    }
}
