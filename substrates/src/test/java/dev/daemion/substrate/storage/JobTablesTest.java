package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.SlotView;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol.Event;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.trigger.JobEvent;
import dev.daemion.substrate.trigger.Occasion;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.apache.pekko.Done;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What jobs are looked up in")
final class JobTablesTest {
    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");
    private static final String JOB = "job|ext_" + "0".repeat(26);

    @TempDir
    private Path directory;

    private static JobEvent fired(ThreadId thread, RunId run, int minute) {
        var at = NINE.plusSeconds(60L * minute);
        var occasion = new Occasion("cron", "cron:" + at, at, JsonNodeFactory.instance.objectNode(), 1);
        return new JobEvent.Fired(run, thread, "backup", 1, occasion, at);
    }

    @Test
    @DisplayName("an agent's thread that was last touched is none of a job's own, whatever it is called")
    void recentThread() {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            var chat = new Conversation(storage);
            chat.create("Job: hunting");
            var own = new Conversation(storage);
            own.create("A name of its own");
            storage.catchUp();
            assertThat(storage.read(new StorageQuery.RecentThread("daemion"))).contains(own.thread);

            storage.journal(JOB, fired(own.thread, RunId.next(Conversation.IDS), 0));
            storage.catchUp();
            assertThat(storage.read(new StorageQuery.RecentThread("daemion"))).contains(chat.thread);
            assertThat(storage.read(new StorageQuery.RecentThread("pulse"))).isEmpty();
        }
    }

    @Test
    @DisplayName("an event stays until every job has decided about it, and is not derived anew")
    void events() {
        var file = directory.resolve("daemion.db");
        try (var storage = new StorageFixture(file)) {
            var chat = new Conversation(storage);
            chat.create("chat");
            chat.exchange("one", "1");
            storage.catchUp();
            chat.exchange("two", "2");
            storage.catchUp();
            var open = storage.read(new StorageQuery.OpenEvents());
            assertThat(open)
                    .extracting(Event::name)
                    .containsExactly("run.finished", "turn.finished", "run.finished", "turn.finished");
            assertThat(open.getFirst().body().path("kind").asText()).isEqualTo("chat");

            long first = open.getFirst().ordering();
            storage.<Done>ask(replyTo -> new StorageProtocol.EventsTaken(first, first, replyTo));
            assertThat(storage.read(new StorageQuery.OpenEvents())).containsExactlyElementsOf(open.subList(2, 4));
            new Tail(storage.database, StorageJournal.rows(storage.system())).rebuild();
            assertThat(storage.read(new StorageQuery.OpenEvents())).hasSize(2);
        }
    }

    @Test
    @DisplayName("decisions nobody can ask for any more go, but never what an entity needs to start again")
    void trimmed() {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            var passed = new JobEvent[Retention.NEWEST_KEPT + 10];
            for (int i = 0; i < passed.length; i++) {
                var at = NINE.plusSeconds(60L * i);
                passed[i] = new JobEvent.PassedOver(
                        "backup", 1, SlotView.Outcome.SKIPPED, at, at, 1, "busy", "cron", "cron:" + at, at);
            }
            storage.journal(JOB, passed);
            storage.catchUp();
            storage.compact();
            assertThat(rows(storage)).as("without a snapshot all are needed").isEqualTo(passed.length);

            storage.database.write(
                    JournalDatabase.Durability.FULL,
                    sql -> sql.update(
                            "INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id,"
                                    + " snapshot_ser_manifest, snapshot_payload) VALUES (?, 5, 0, 1, '', x'00')",
                            JOB));
            storage.compact();
            assertThat(rows(storage)).as("up to the snapshot").isEqualTo(passed.length - 4);
            storage.database.write(
                    JournalDatabase.Durability.FULL,
                    sql -> sql.update("UPDATE snapshot SET sequence_number = 1005 WHERE persistence_id = ?", JOB));
            storage.compact();
            assertThat(rows(storage)).isEqualTo(Retention.NEWEST_KEPT);
            var newest = storage.read(new StorageQuery.Slots("backup", null, 600));
            assertThat(newest.items()).hasSize(200);
            var older = storage.read(
                    new StorageQuery.Slots("backup", Long.valueOf(Objects.requireNonNull(newest.next())), 200));
            assertThat(older.items().getFirst().plannedAt())
                    .as("goes on where the page before ended")
                    .isEqualTo(newest.items().getLast().plannedAt().minusSeconds(60));
        }
    }

    private static long rows(StorageFixture storage) {
        return storage.count("SELECT count(*) FROM event_journal WHERE persistence_id = '" + JOB + "'");
    }
}
