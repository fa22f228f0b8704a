package dev.daemion.substrate.execution.tool.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The kernel tools")
class KernelToolsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final ToolScope scope = ToolScopes.of(Path.of("/work"), List.of(Path.of("/work")), Path.of("/srv/home"));

    private Tool.Result call(KernelReader reader, String tool, String input) throws Exception {
        var found = KernelTools.all(reader, Clock.fixed(NOW, ZoneOffset.UTC)).stream()
                .filter(t -> t.spec().name().equals(tool))
                .findFirst()
                .orElseThrow();
        return ToolScopes.call(found, scope, input);
    }

    @Test
    @DisplayName("are read-only, take what their schema says, and nothing else")
    void schemas() throws Exception {
        assertThat(KernelTools.all(new Answering(), Clock.systemUTC()))
                .extracting(t -> t.spec().name())
                .containsExactly("list_threads", "read_thread", "search_history", "status", "costs", "list_tools");
        assertThat(KernelTools.all(new Answering(), Clock.systemUTC()))
                .allMatch(t -> t.spec().isReadOnly())
                .allMatch(t ->
                        !t.spec().inputSchema().path("additionalProperties").asBoolean(true));
        assertThat(call(new Answering(), "status", "{'x':1}").output()).contains("no field `x`");
        assertThat(call(new Answering(), "costs", "{'days':0}").isError()).isTrue();
        assertThat(call(new Answering(), "read_thread", "{}").output()).contains("`thread_id` is missing");
    }

    @Test
    @DisplayName("answer JSON that names what a reader needs")
    void answers() throws Exception {
        assertThat(ToolScopes.json(call(new Answering(), "list_threads", "{'query':'tax','limit':5}")
                        .output()))
                .isEqualTo(ToolScopes.json("[{'id':'" + ToolScopes.THREAD.value() + "','title':'tax/5',"
                        + "'agent_id':'daemion','updated_at':'2026-11-20T10:00:00Z','is_running':true}]"));
        assertThat(call(new Answering(), "read_thread", "{'thread_id':'" + ToolScopes.THREAD.value() + "'}")
                        .output())
                .contains("\"role\":\"user\"", "xxx …")
                .hasSizeLessThan(2200);
        assertThat(call(new Answering(), "search_history", "{'query':'tax'}").output())
                .contains("\"snippet\":\"the tax\"");
        assertThat(call(new Answering(), "costs", "{'days':2}").output())
                .contains(
                        "\"from\":\"2026-11-19\"", "\"until\":\"2026-11-20\"", "\"cost_usd\":0.75", "\"run_count\":4");
        assertThat(call(new Answering(), "list_tools", "{}").output()).contains("\"name\":\"Read\"");
    }

    @Test
    @DisplayName("say what is wrong when the kernel refuses or does not answer")
    void refusals() throws Exception {
        assertThat(call(new Answering(), "read_thread", "{'thread_id':'nonsense'}")
                        .output())
                .contains("list_threads");
        assertThat(call(new Silent(), "list_threads", "{}").output()).contains("did not answer");
        assertThat(call(new Silent(), "search_history", "{'query':'x'}").output())
                .isEqualTo("The index is closed.");
    }

    @Test
    @DisplayName("show of the status what can be learnt")
    void status() throws Exception {
        var good = call(new Answering(), "status", "{}");
        assertThat(good.output())
                .contains("\"running_threads\":1", "\"extensions\":7", "\"open_approvals\":0", "\"alias\":\"sonnet\"");

        var poor = call(new Silent(), "status", "{}");
        assertThat(poor.isError()).isFalse();
        assertThat(poor.output()).contains("\"budget\":null", "\"extensions\":null");
    }

    private static class Answering implements KernelReader {
        @Override
        public CompletionStage<Page<ThreadView>> threads(@Nullable String query, int limit) {
            return done(new Page<>(
                    List.of(new ThreadView(
                            ToolScopes.THREAD,
                            query + "/" + limit,
                            "daemion",
                            null,
                            "act",
                            null,
                            false,
                            NOW,
                            NOW,
                            NOW,
                            true,
                            0)),
                    null));
        }

        @Override
        public CompletionStage<Page<TurnView>> turns(ThreadId threadId, int limit) {
            return done(new Page<>(
                    List.of(new TurnView(
                            new TurnId("turn_01jd0000000000000000000001"),
                            threadId,
                            null,
                            Role.USER,
                            "x".repeat(5000),
                            List.of(),
                            null,
                            null,
                            null,
                            NOW,
                            TurnStatus.COMPLETE)),
                    null));
        }

        @Override
        public CompletionStage<List<StorageQuery.SearchHit>> search(String text, int limit) {
            return done(List.of(new StorageQuery.SearchHit("turn", "x", ToolScopes.THREAD, "T", "the " + text, NOW)));
        }

        @Override
        public CompletionStage<List<StorageQuery.CostRow>> costs(LocalDate from, LocalDate until) {
            return done(List.of(
                    new StorageQuery.CostRow(from, "daemion", "m", null, 3, new BigDecimal("0.75"), Usage.NONE),
                    new StorageQuery.CostRow(until, "daemion", "n", null, 1, null, Usage.NONE)));
        }

        @Override
        public CompletionStage<StorageQuery.DatabaseStatus> database() {
            return done(new StorageQuery.DatabaseStatus("/x", 1, 2, 3, 3));
        }

        @Override
        public CompletionStage<List<ApprovalView>> approvals(ApprovalStatus status) {
            return done(List.of());
        }

        @Override
        public CompletionStage<ExecutionProtocol.BudgetView> budget() {
            return done(new ExecutionProtocol.BudgetView(null, BigDecimal.ZERO, BigDecimal.ZERO, false, false));
        }

        @Override
        public CompletionStage<List<ExecutionProtocol.ModelView>> models() {
            return done(
                    List.of(new ExecutionProtocol.ModelView("sonnet", "anthropic", "x", null, null, false, "no key")));
        }

        @Override
        public CompletionStage<List<ExecutionProtocol.ToolView>> tools() {
            return done(List.of(new ExecutionProtocol.ToolView("Read", "Reads.", true, ToolScopes.json("{}"))));
        }

        @Override
        public CompletionStage<Integer> extensionCount() {
            return done(7);
        }

        private static <T> CompletionStage<T> done(T value) {
            return CompletableFuture.completedFuture(value);
        }
    }

    private static final class Silent extends Answering {
        @Override
        public CompletionStage<Page<ThreadView>> threads(@Nullable String query, int limit) {
            return CompletableFuture.failedFuture(new TimeoutException());
        }

        @Override
        public CompletionStage<List<StorageQuery.SearchHit>> search(String text, int limit) {
            return CompletableFuture.failedFuture(new Problem(ProblemCode.STORAGE_UNAVAILABLE, "The index is closed."));
        }

        @Override
        public CompletionStage<ExecutionProtocol.BudgetView> budget() {
            return CompletableFuture.failedFuture(new Problem(ProblemCode.BUDGET_EXHAUSTED, "Spent."));
        }

        @Override
        public CompletionStage<Integer> extensionCount() {
            return CompletableFuture.failedFuture(new TimeoutException());
        }
    }
}
