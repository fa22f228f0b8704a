package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeMap;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The tail")
final class RecoveryTest {
    private static final List<String> READ_TABLES = List.of(
            "threads", "turns", "runs", "calls", "approvals", "idempotency_keys", "blob_references", "search_rows");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("daemion.db");
    }

    @Test
    @DisplayName("journals each launch before anything else and goes on where it was")
    void launches() {
        for (int launch = 1; launch <= 3; launch++) {
            try (var storage = new StorageFixture(file)) {
                storage.catchUp();
                assertThat(storage.count("SELECT count(*) FROM journal WHERE name = 'gateway-started'"))
                        .isEqualTo(launch);
                assertThat(storage.count(
                                "SELECT max(sequence_number) FROM event_journal WHERE persistence_id = 'gateway'"))
                        .isEqualTo(launch);
                var talk = new Conversation(storage);
                talk.create("Launch " + launch);
                talk.exchange("hello", "world");
            }
        }
        try (var storage = new StorageFixture(file)) {
            storage.catchUp();
            assertThat(storage.read(new StorageQuery.Threads(null, null, null, 50))
                            .items())
                    .hasSize(3)
                    .allMatch(thread -> thread.unread() == 1);
            var status = storage.read(new StorageQuery.Database());
            assertThat(status.tailOrdering()).isEqualTo(status.lastOrdering());
        }
    }

    @Test
    @DisplayName("catches up with what was journalled while it was not there, in many passes")
    void catchesUp() {
        try (var storage = new StorageFixture(file)) {
            var talk = new Conversation(storage);
            talk.create("Long");
            for (int i = 0; i < 80; i++) {
                talk.exchange("q" + i, "a" + i);
            }
            storage.catchUp();
        }
        try (var database = JournalDatabase.open(file)) {
            database.write(Durability.FULL, sql -> sql.update("UPDATE tail SET ordering = 0"));
            database.write(Durability.FULL, sql -> {
                for (var table : READ_TABLES) {
                    sql.update("DELETE FROM " + table);
                }
                return sql.update("DELETE FROM search");
            });
        }
        try (var storage = new StorageFixture(file)) {
            storage.catchUp();
            assertThat(storage.count("SELECT count(*) FROM turns")).isEqualTo(160);
            assertThat(storage.count("SELECT count(*) FROM event_journal"))
                    .as("more than one pass takes")
                    .isGreaterThan(Tail.ROWS_PER_PASS);
        }
    }

    @Test
    @DisplayName("rebuilds every read table to exactly what it was")
    void rebuilds() {
        var before = new TreeMap<String, List<String>>();
        try (var storage = new StorageFixture(file)) {
            for (int i = 0; i < 5; i++) {
                var talk = new Conversation(storage);
                talk.create("Thread " + i);
                talk.exchange("question " + i, "answer " + i);
                var open = talk.post("open " + i, true, "key " + i);
                talk.start(open);
                talk.reply(open, "0.002", new ReplyBlock.Text("half"));
                talk.step(open, "c", "in", "out", "hash");
                if (i % 2 == 0) {
                    talk.end(open, RunStatus.INTERRUPTED, "and more", null);
                }
                if (i == 3) {
                    storage.catchUp();
                    storage.erase(talk.thread);
                }
            }
            storage.catchUp();
            READ_TABLES.forEach(table -> before.put(table, dump(storage.database, table)));
        }
        try (var database = JournalDatabase.open(file)) {
            database.write(Durability.FULL, sql -> sql.update("UPDATE turns SET content = 'damaged'"));
            var row = ReadTableRebuild.run(database, ConfigFactory.load());
            assertThat(row).isPositive();
            READ_TABLES.forEach(
                    table -> assertThat(dump(database, table)).as(table).isEqualTo(before.get(table)));
        }
        try (var storage = new StorageFixture(file)) {
            assertThat(storage.read(new StorageQuery.Search("question", 50))).hasSize(4);
        }
    }

    @Test
    @DisplayName("stops at a row it cannot apply, says so, and goes on from that very row when it can")
    void stuck() throws SQLException {
        try (var storage = new StorageFixture(file)) {
            var talk = new Conversation(storage);
            talk.create("Stuck");
            storage.catchUp();
            execute(storage, "CREATE TRIGGER trouble BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'trouble'); END");
            var question = talk.post("one");
            talk.thread(new ThreadEvent.Changed(Conversation.settings("Renamed"), talk.tick()));
            assertThatThrownBy(storage::catchUp).hasCauseInstanceOf(Problem.class);
            assertThat(health(storage).isUp()).isFalse();
            assertThat(health(storage).detail()).contains("stuck at journal row");
            assertThat(storage.read(new StorageQuery.OneThread(talk.thread)).title())
                    .as("nothing after the row is applied")
                    .isEqualTo("Stuck");

            execute(storage, "DROP TRIGGER trouble");
            storage.catchUp();
            assertThat(storage.read(new StorageQuery.OneTurn(question.turnId())).content())
                    .isEqualTo("one");
            assertThat(storage.read(new StorageQuery.OneThread(talk.thread)).title())
                    .isEqualTo("Renamed");
            assertThat(health(storage).isUp()).isTrue();
        }
    }

    @Test
    @DisplayName("on a full disk refuses what does not fit and takes up work when there is room again")
    void fullDisk() throws SQLException {
        try (var storage = new StorageFixture(file)) {
            var talk = new Conversation(storage);
            talk.create("Full");
            storage.catchUp();
            execute(storage, "PRAGMA max_page_count = 60");
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            var text = i + "x".repeat(20_000);
                            storage.<String>ask(replyTo -> new StorageProtocol.PutBlob(text, replyTo));
                        }
                    })
                    .hasCauseInstanceOf(Problem.class)
                    .cause()
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("full");
            execute(storage, "PRAGMA max_page_count = 1000000");
            var question = talk.post("there is room");
            storage.catchUp();
            assertThat(storage.read(new StorageQuery.OneTurn(question.turnId())).content())
                    .isEqualTo("there is room");
        }
    }

    @Test
    @DisplayName("entities come back from a snapshot and the events after it")
    void snapshots() {
        try (var storage = new StorageFixture(file)) {
            var entity = storage.kit.spawn(new RecordingEntity("counted", 10));
            for (int i = 0; i < 25; i++) {
                TestProbe<org.apache.pekko.Done> done = storage.kit.createTestProbe();
                entity.tell(new RecordingEntity.Keep(
                        List.of(new GatewayEvent.Started("v" + i, Conversation.START)), done.ref()));
                done.receiveMessage();
            }
            assertThat(storage.count("SELECT count(*) FROM snapshot")).isPositive();
        }
        try (var storage = new StorageFixture(file)) {
            TestProbe<Integer> count = storage.kit.createTestProbe();
            storage.kit.spawn(new RecordingEntity("counted", 10)).tell(new RecordingEntity.Count(count.ref()));
            assertThat(count.receiveMessage()).isEqualTo(25);
        }
    }

    private static SubstrateHealth health(StorageFixture storage) {
        TestProbe<SubstrateHealth> probe = storage.kit.createTestProbe();
        storage.storage.tell(new StorageProtocol.Health(probe.ref()));
        return probe.receiveMessage();
    }

    private static void execute(StorageFixture storage, String text) throws SQLException {
        try (var connection = storage.database.writer().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static List<String> dump(JournalDatabase database, String table) {
        return database.read(sql -> {
            var columns = sql.list("SELECT name FROM pragma_table_info(?)", row -> row.text("name"), table).stream()
                    .filter(column -> !column.equals("document"))
                    .map(column -> "quote(\"" + column + "\")")
                    .toList();
            return sql.list(
                    "SELECT " + String.join(" || ', ' || ", columns) + " AS line FROM " + table + " ORDER BY 1",
                    row -> row.text("line"));
        });
    }
}
