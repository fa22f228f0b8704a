package dev.daemion.substrate.presentation.widget;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.JobView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.protocol.WidgetProtocol;
import dev.daemion.kernel.protocol.WidgetProtocol.WidgetData;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.wire.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The data of a widget")
class WidgetDeskTest {
    private static final RunId RUN = new RunId("run_" + "0".repeat(26));
    private static final ThreadId THREAD = new ThreadId("thread_" + "0".repeat(26));

    private final ActorTestKit kit = ActorTestKit.create("widgets");
    private final TestProbe<StorageProtocol.Message> storage = kit.createTestProbe();
    private final TestProbe<ExecutionProtocol.Message> execution = kit.createTestProbe();
    private final TestProbe<TriggerProtocol.Message> trigger = kit.createTestProbe();
    private volatile Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private final InstantSource source = () -> now;
    private final List<ExtensionView> extensions = new ArrayList<>();
    private final ActorRef<ExtensionProtocol.Message> extension = kit.spawn(Behaviors.receiveMessage(message -> {
        switch (message) {
            case ExtensionProtocol.CurrentCatalog query ->
                query.replyTo().tell(StatusReply.success(new Catalog(1, extensions)));
            case ExtensionProtocol.Health query -> query.replyTo().tell(new SubstrateHealth("extension", true, "fine"));
            default -> throw new AssertionError(message);
        }
        return Behaviors.same();
    }));
    private final ActorRef<PresentationProtocol.Message> desk =
            kit.spawn(WidgetDesk.create(new Refs(), source.withZone(ZoneOffset.UTC)));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private void widget(String name, String source, int version) {
        extensions.removeIf(one -> one.name().equals(name));
        extensions.add(new ExtensionView(
                new ExtensionId("ext_" + "0".repeat(26)),
                ExtensionType.WIDGET,
                name,
                "A test.",
                json("{\"slot\":\"dashboard\",\"refreshSeconds\":30,\"source\":" + source + ",\"view\":{\"x\":1}}"),
                ExtensionSource.USER,
                true,
                ExtensionStatus.ACTIVE,
                version,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH));
    }

    private static JsonNode json(String text) {
        return Json.restore(text, JsonNode.class);
    }

    private TestProbe<StatusReply<WidgetData>> ask(String name) {
        var probe = kit.<StatusReply<WidgetData>>createTestProbe();
        desk.tell(new WidgetProtocol.ReadWidget(name, probe.getRef()));
        return probe;
    }

    private static JsonNode data(TestProbe<StatusReply<WidgetData>> probe) {
        return probe.receiveMessage().getValue().data();
    }

    private static Problem refusal(TestProbe<StatusReply<WidgetData>> probe) {
        return (Problem) probe.receiveMessage().getError();
    }

    /** Answers the one question to storage that is open. */
    @SuppressWarnings("unchecked") // the test knows what it asks for
    private <T> StorageQuery<T> stored(T answer) {
        var read = (StorageProtocol.Read<T>) storage.expectMessageClass(StorageProtocol.Read.class);
        read.replyTo().tell(StatusReply.success(answer));
        return read.query();
    }

    private static RunView run(String output) {
        return new RunView(
                RUN,
                RunKind.JOB,
                "backup",
                1,
                "cron",
                null,
                null,
                Instant.EPOCH,
                RunStatus.SUCCEEDED,
                1,
                THREAD,
                "daemion",
                null,
                null,
                null,
                output,
                null,
                List.of(),
                null);
    }

    @Test
    @DisplayName("is read once for everybody who asks at once, and kept as long as it says")
    void keptAndShared() {
        widget("runs", "{\"query\":\"recent-runs\"}", 1);
        var first = ask("runs");
        var second = ask("runs");
        var asked = storage.expectMessageClass(StorageProtocol.Read.class);
        storage.expectNoMessage();
        answer(asked, List.of(run("x")));
        assertThat(data(first).at("/runs/0/job").asText()).isEqualTo("backup");
        assertThat(data(second)).isNotNull();

        now = now.plusSeconds(29);
        assertThat(data(ask("runs")).path("runs")).hasSize(1);
        storage.expectNoMessage();

        now = now.plusSeconds(2);
        var third = ask("runs");
        stored(List.of());
        var answer = third.receiveMessage().getValue();
        assertThat(answer.data().path("runs")).isEmpty();
        assertThat(answer.readAt()).isEqualTo(now);
        assertThat(answer.freshUntil()).isEqualTo(now.plusSeconds(30));
    }

    @SuppressWarnings("unchecked") // the test knows what it asks for
    private static void answer(StorageProtocol.Read<?> read, Object answer) {
        ((StorageProtocol.Read<Object>) read).replyTo().tell(StatusReply.success(answer));
    }

    @Test
    @DisplayName("is read anew for a new version, and no longer for one that is gone")
    void versions() {
        widget("w", "{\"query\":\"recent-runs\"}", 1);
        var first = ask("w");
        stored(List.of());
        first.receiveMessage();
        widget("w", "{\"query\":\"recent-runs\"}", 2);
        var second = ask("w");
        stored(List.of());
        assertThat(second.receiveMessage().getValue().version()).isEqualTo(2);

        extensions.clear();
        assertThat(refusal(ask("w")).code()).isEqualTo(ProblemCode.EXTENSION_NOT_FOUND);
    }

    @Test
    @DisplayName("is a refusal with a sentence when the source fails, tried again after a moment and not before")
    void failing() {
        widget("job", "{\"job\":\"backup\"}", 1);
        var first = ask("job");
        stored(List.of());
        assertThat(refusal(first).detail()).contains("backup has not succeeded yet");
        assertThat(refusal(ask("job")).code()).isEqualTo(ProblemCode.SOURCE_FAILED);
        storage.expectNoMessage();

        now = now.plus(WidgetDesk.FAILED_FOR);
        var again = ask("job");
        stored(List.of(run("{\"files\":3}")));
        var answer = data(again);
        assertThat(answer.at("/value/files").asInt()).isEqualTo(3);
        assertThat(answer.path("job").asText()).isEqualTo("backup");
    }

    @Test
    @DisplayName("of a job is the text of its last run that succeeded, also when that is no JSON")
    void jobText() {
        widget("job", "{\"job\":\"backup\"}", 1);
        var probe = ask("job");
        assertThat(stored(List.of(run("All is well."))))
                .isEqualTo(new StorageQuery.Runs("backup", null, RunStatus.SUCCEEDED, 1));
        var answer = data(probe);
        assertThat(answer.path("output").asText()).isEqualTo("All is well.");
        assertThat(answer.path("value").isNull()).isTrue();
    }

    @Test
    @DisplayName("is refused when it is too much to show")
    void tooLarge() {
        widget("job", "{\"job\":\"backup\"}", 1);
        var probe = ask("job");
        stored(List.of(run("x".repeat(WidgetProtocol.DATA_LENGTH_MAX))));
        assertThat(refusal(probe).code()).isEqualTo(ProblemCode.TOO_LARGE);
    }

    @Test
    @DisplayName("of an endpoint comes through the execution substrate, with what it refuses")
    void endpoint() {
        widget("weather", "{\"endpoint\":\"open-meteo/berlin_now\"}", 1);
        var probe = ask("weather");
        var asked = execution.expectMessageClass(ExecutionProtocol.ReadEndpoint.class);
        assertThat(asked.widget()).isEqualTo("weather");
        assertThat(asked.integration()).isEqualTo("open-meteo");
        assertThat(asked.endpoint()).isEqualTo("berlin_now");
        asked.replyTo().tell(StatusReply.error(new Problem(ProblemCode.TOOL_DENIED, "no permission")));
        assertThat(refusal(probe).code()).isEqualTo(ProblemCode.TOOL_DENIED);
    }

    @Test
    @DisplayName("of costs is a row for each day, newest first, and their sum")
    void costs() {
        widget("costs", "{\"query\":\"costs\"}", 1);
        var probe = ask("costs");
        var today = LocalDate.parse("2026-11-20");
        var query = stored(
                List.of(cost(today.minusDays(1), "0.10"), cost(today, "0.25"), cost(today, "0.50"), cost(today, null)));
        assertThat(query).isEqualTo(new StorageQuery.Costs(today.minusDays(6), today));
        assertThat(data(probe).toString())
                .isEqualTo("{\"days\":[{\"day\":\"2026-11-20\",\"cost_usd\":0.75,\"run_count\":6},"
                        + "{\"day\":\"2026-11-19\",\"cost_usd\":0.10,\"run_count\":2}],\"total_usd\":0.85}");
    }

    private static StorageQuery.CostRow cost(LocalDate day, @Nullable String usd) {
        return new StorageQuery.CostRow(
                day, "daemion", "m", null, 2, usd == null ? null : new BigDecimal(usd), new Usage(0, 0, 0, 0));
    }

    @ParameterizedTest(name = "{0} answers {1}")
    @CsvSource({"pending-approvals, approvals", "recent-runs, runs"})
    @DisplayName("of a list is an object with that list, as the built-in views expect")
    void lists(String query, String member) {
        widget("w", "{\"query\":\"" + query + "\"}", 1);
        var probe = ask("w");
        stored(List.of());
        assertThat(data(probe).path(member).isArray()).isTrue();
    }

    @Test
    @DisplayName("of the next jobs is those that have a time, the next one first")
    void jobs() {
        widget("jobs", "{\"query\":\"next-jobs\"}", 1);
        var probe = ask("jobs");
        var asked = trigger.expectMessageClass(TriggerProtocol.Jobs.class);
        asked.replyTo()
                .tell(StatusReply.success(new Page<>(
                        List.of(job("late", now.plusSeconds(60)), job("never", null), job("soon", now.plusSeconds(1))),
                        null)));
        assertThat(data(probe).toString())
                .isEqualTo("{\"jobs\":[{\"name\":\"soon\",\"description\":\"A test.\",\"schedule\":\"every minute\","
                        + "\"next_at\":\"2026-11-20T10:00:01Z\"},{\"name\":\"late\",\"description\":\"A test.\","
                        + "\"schedule\":\"every minute\",\"next_at\":\"2026-11-20T10:01:00Z\"}]}");
    }

    private static JobView job(String name, @Nullable Instant nextAt) {
        return new JobView(
                name,
                new ExtensionId("ext_" + "0".repeat(26)),
                "A test.",
                true,
                ExtensionStatus.ACTIVE,
                1,
                json("{}"),
                "every minute",
                null,
                nextAt,
                List.of(),
                List.of(),
                0,
                null,
                0,
                null,
                null,
                null,
                json("{}"),
                null);
    }

    @Test
    @DisplayName("of threads and budgets too")
    void more() {
        widget("threads", "{\"query\":\"threads\"}", 1);
        var threads = ask("threads");
        stored(new Page<>(List.of(), null));
        assertThat(data(threads).path("threads").isArray()).isTrue();

        widget("budgets", "{\"query\":\"budgets\"}", 1);
        var budgets = ask("budgets");
        execution
                .expectMessageClass(ExecutionProtocol.CheckBudget.class)
                .replyTo()
                .tell(StatusReply.success(new ExecutionProtocol.BudgetView(
                        new BigDecimal("5"), new BigDecimal("1.5"), BigDecimal.ZERO, false, false)));
        assertThat(data(budgets).at("/budgets/0/spent_usd").decimalValue()).isEqualByComparingTo("1.5");
    }

    @Test
    @DisplayName("of health says of each substrate how it is, the silent ones as down")
    void health() {
        widget("health", "{\"query\":\"health\"}", 1);
        var probe = ask("health");
        storage.expectMessageClass(StorageProtocol.Health.class)
                .replyTo()
                .tell(new SubstrateHealth("storage", true, "fine"));
        var answer = data(probe).path("substrates");
        assertThat(answer).hasSize(6);
        assertThat(answer.get(0).toString()).isEqualTo("{\"name\":\"storage\",\"is_up\":true,\"detail\":\"fine\"}");
        assertThat(answer.get(3).path("name").asText()).isEqualTo("execution");
        assertThat(answer.get(3).path("is_up").asBoolean()).isFalse();
    }

    private <M> ActorRef<M> silent() {
        return kit.<M>createTestProbe().getRef();
    }

    private final class Refs implements SubstrateRefs {
        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            return storage.getRef();
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            return silent();
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            return extension;
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            return execution.getRef();
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            return silent();
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            return trigger.getRef();
        }
    }
}
