package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.Firing;
import dev.daemion.kernel.run.Priority;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Runs of jobs")
final class RetentionTest {
    private static final Instant LONG_AGO = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");
    private static final ThreadId THREAD = ThreadId.next(Conversation.IDS);

    @TempDir
    private Path directory;

    private static Warrant warrant() {
        var view = new ExtensionView(
                new ExtensionId("ext_" + "0".repeat(26)),
                ExtensionType.JOB,
                "backup",
                "A job.",
                JsonNodeFactory.instance.objectNode(),
                ExtensionSource.USER,
                true,
                ExtensionStatus.ACTIVE,
                1,
                null,
                null,
                LONG_AGO,
                LONG_AGO);
        return new Catalog(1, List.of(view))
                .warrant(ExtensionType.JOB, "backup")
                .orElseThrow();
    }

    private static RunId run(StorageFixture storage, Instant at) {
        var id = RunId.next(Conversation.IDS);
        var nothing = JsonNodeFactory.instance.objectNode();
        var firing = new Firing("backup", 1, "cron", at, 1, nothing, Priority.NORMAL, null);
        storage.journal(
                "run|" + id,
                new RunEvent.Started(
                        RunKind.JOB,
                        "cron",
                        THREAD,
                        TurnId.next(Conversation.IDS),
                        TurnId.next(Conversation.IDS),
                        "daemion",
                        "act",
                        new RunLimits("quick", "sonnet", 10, new BigDecimal("0.50")),
                        new Assignment(warrant(), "x", List.of(), nothing, firing, null, null),
                        at),
                new RunEvent.Prompted("anthropic", "claude-sonnet", "no such frame", null, null, null, at),
                new RunEvent.Replied(
                        List.of(new ReplyBlock.Text("done")),
                        "END",
                        new Usage(100, 20, 0, 0),
                        new BigDecimal("0.01"),
                        at),
                new RunEvent.Ended(
                        RunStatus.SUCCEEDED,
                        null,
                        "done",
                        null,
                        null,
                        new Usage(100, 20, 0, 0),
                        new BigDecimal("0.01"),
                        at));
        return id;
    }

    @Test
    @DisplayName("are let go when they are old and a thousand newer ones are there; what they cost stays")
    void bounded() {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"), Clock.fixed(NOW, ZoneOffset.UTC))) {
            var chat = new Conversation(storage);
            chat.create("Kept");
            var question = chat.exchange("what stays", "stays");
            var oldest = run(storage, LONG_AGO);
            for (int i = 1; i <= Retention.NEWEST_KEPT; i++) {
                run(storage, LONG_AGO.plus(Duration.ofMinutes(i)));
            }
            var youngest = run(storage, NOW.minus(Duration.ofHours(1)));
            storage.catchUp();
            var costs = new StorageQuery.Costs(
                    LONG_AGO.atZone(ZoneOffset.UTC).toLocalDate(),
                    NOW.atZone(ZoneOffset.UTC).toLocalDate());
            var spent = storage.read(costs);

            storage.compact();

            assertThat(storage.count("SELECT count(*) FROM runs WHERE job = 'backup'"))
                    .isEqualTo(Retention.NEWEST_KEPT);
            assertThat(storage.count("SELECT count(*) FROM event_journal WHERE persistence_id = 'run|" + oldest + "'"))
                    .isZero();
            assertThat(storage.read(new StorageQuery.OneRun(youngest)).output()).isEqualTo("done");
            assertThat(storage.read(new StorageQuery.OneTurn(question.answerId()))
                            .content())
                    .isEqualTo("stays");
            assertThat(storage.read(costs)).isEqualTo(spent);
            new Tail(storage.database, StorageJournal.rows(storage.system())).rebuild();
            assertThat(storage.read(costs)).as("derived anew").isEqualTo(spent);
            assertThat(storage.count("SELECT count(*) FROM runs WHERE job = 'backup'"))
                    .isEqualTo(Retention.NEWEST_KEPT);
        }
    }

    @Test
    @DisplayName("are kept when they are younger than a week")
    void young() {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"), Clock.fixed(NOW, ZoneOffset.UTC))) {
            for (int i = 0; i <= Retention.NEWEST_KEPT + 10; i++) {
                run(storage, NOW.minus(Duration.ofDays(6)).plusSeconds(i));
            }
            storage.catchUp();
            storage.compact();
            assertThat(storage.count("SELECT count(*) FROM runs WHERE job = 'backup'"))
                    .isEqualTo(Retention.NEWEST_KEPT + 11);
        }
    }
}
