package dev.daemion.substrate.execution;

import static dev.daemion.substrate.execution.PastEvents.prompted;
import static dev.daemion.substrate.execution.PastEvents.replied;
import static dev.daemion.substrate.execution.PastEvents.stepStarted;
import static dev.daemion.substrate.execution.PastEvents.use;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.Tool;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A run")
class RunRecoveryTest {
    private static final Instant AT = Instant.parse("2026-11-20T09:00:01Z");
    private static final ReplyBlock.Text HELLO = new ReplyBlock.Text("hello");

    private final RunFixture fixture = new RunFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    private static void await(BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private CompletableFuture<Tool.Result> toolCall() throws InterruptedException {
        return Objects.requireNonNull(fixture.toolCalls.poll(10, TimeUnit.SECONDS), "a tool call");
    }

    private void asksAlways() {
        fixture.policy = (tool, input, scope) -> new Verdict.Ask("test", "Write", "writes", "*");
    }

    private RunEvent.Blocked blocked(String callId) {
        return new RunEvent.Blocked(callId, fixture.nextApprovalId(), AT);
    }

    @Nested
    @DisplayName("that a crash left behind")
    class Crashed {
        @Test
        @DisplayName("after its start begins as if nothing had happened")
        void started() {
            fixture.modelSays(HELLO);
            fixture.recover(fixture.started());
            assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(fixture.modelCalls).hasValue(1);
        }

        @Test
        @DisplayName("while its answer streamed is interrupted and keeps what was said; no call is paid twice")
        void streaming() {
            fixture.draft = Optional.of(new StorageQuery.DraftText("half an", "hm"));
            fixture.recover(fixture.started(), prompted());
            var end = fixture.awaitEnd();
            assertThat(end.status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(end.partialText()).isEqualTo("half an");
            assertThat(end.partialThinking()).isEqualTo("hm");
            assertThat(end.errorCode()).isEqualTo(ProblemCode.INTERRUPTED);
            assertThat(fixture.modelCalls).hasValue(0);
        }

        @Test
        @DisplayName("between a reply and its first tool call is interrupted, and the tool never runs")
        void beforeStep() {
            fixture.recover(fixture.started(), prompted(), replied(HELLO, use("a")));
            assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(fixture.toolStarts).isEmpty();
        }

        @Test
        @DisplayName("during a tool call says so in the step and never repeats it")
        void duringStep() {
            fixture.recover(fixture.started(), prompted(), replied(use("a")), stepStarted("a"));
            assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.INTERRUPTED);
            assertThat(fixture.events())
                    .filteredOn(RunEvent.StepEnded.class::isInstance)
                    .singleElement()
                    .satisfies(step -> {
                        assertThat(((RunEvent.StepEnded) step).isError()).isTrue();
                        assertThat(((RunEvent.StepEnded) step).output()).contains("interrupted", "not repeated");
                    });
            assertThat(fixture.toolStarts).isEmpty();
        }

        @Test
        @DisplayName("while it waited for a person asks the same question again, and runs the call once")
        void blockedThenApproved() throws InterruptedException {
            asksAlways();
            var question = blocked("a");
            var run = fixture.recover(fixture.started(), prompted(), replied(use("a")), question);
            var asked = fixture.questions.receiveMessage();
            assertThat(asked.id()).isEqualTo(question.approvalId());
            assertThat(fixture.toolStarts).isEmpty();
            var approval = fixture.approval(asked, ApprovalStatus.APPROVED);
            fixture.modelSays(HELLO);
            run.tell(new RunCommand.Answered(approval, null));
            run.tell(new RunCommand.Answered(approval, null));
            toolCall().complete(Tool.Result.ok("written"));
            assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(fixture.toolStarts).hasSize(1);
        }

        @Test
        @DisplayName("while it waited tells the model of a denial and goes on")
        void blockedThenDenied() {
            asksAlways();
            var run = fixture.recover(fixture.started(), prompted(), replied(use("a")), blocked("a"));
            var asked = fixture.questions.receiveMessage();
            fixture.modelSays(HELLO);
            run.tell(new RunCommand.Answered(fixture.approval(asked, ApprovalStatus.DENIED), "not today"));
            assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(fixture.toolStarts).isEmpty();
        }

        @Test
        @DisplayName("between the approval and the tool call makes it, once and without asking again")
        void approved() throws InterruptedException {
            asksAlways();
            var question = blocked("a");
            fixture.modelSays(HELLO);
            fixture.recover(
                    fixture.started(),
                    prompted(),
                    replied(use("a")),
                    question,
                    new RunEvent.Unblocked("a", question.approvalId(), Decision.APPROVE, AT));
            toolCall().complete(Tool.Result.ok("written"));
            assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(fixture.toolStarts).hasSize(1);
            fixture.questions.expectNoMessage();
        }

        @Test
        @DisplayName("after its end but before the thread was told tells it")
        void ended() {
            var end = new RunEvent.Ended(RunStatus.SUCCEEDED, null, null, null, null, Usage.NONE, BigDecimal.ZERO, AT);
            fixture.recover(fixture.started(), prompted(), replied(HELLO), end);
            assertThat(fixture.ended.receiveMessage().status()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(fixture.modelCalls).hasValue(0);
        }

        @Test
        @DisplayName("lets go of the model's connection when only the entity dies")
        void entityDies() {
            fixture.modelStallsAfter("half");
            var run = fixture.recover(fixture.started());
            await(() -> fixture.modelCalls.get() == 1);
            fixture.crash(run);
            await(() -> fixture.modelCallsClosed.get() == 1);
        }
    }

    @Nested
    @DisplayName("that is told to stop")
    class Stopped {
        private void isCancelled() {
            assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.CANCELLED);
        }

        @Test
        @DisplayName("while it waits for its turn never calls the model")
        void waiting() {
            fixture.areSlotsFree = false;
            assertThat(fixture.stop(fixture.recover(fixture.started())).isSuccess())
                    .isTrue();
            isCancelled();
            assertThat(fixture.modelCalls).hasValue(0);
        }

        @Test
        @DisplayName("while its answer streams closes the connection and keeps the text")
        void streaming() {
            fixture.modelStallsAfter("half");
            var run = fixture.recover(fixture.started());
            await(() ->
                    fixture.draft.filter(draft -> draft.text().equals("half")).isPresent());
            assertThat(fixture.stop(run).isSuccess()).isTrue();
            await(() -> fixture.modelCallsClosed.get() == 1);
            assertThat(fixture.awaitEnd().partialText()).isEqualTo("half");
        }

        @Test
        @DisplayName("during a tool call ends that call and starts none of those that follow")
        void duringStep() throws InterruptedException {
            fixture.modelSays(use("a"), use("b"));
            var run = fixture.recover(fixture.started());
            assertThat(toolCall()).isNotDone();
            assertThat(fixture.stop(run).isSuccess()).isTrue();
            assertThat(fixture.cancelled).hasValue(1);
            isCancelled();
            assertThat(fixture.toolStarts).hasSize(1);
        }

        @Test
        @DisplayName("while it waits for a person takes the question back; a late answer changes nothing")
        void blocked() {
            asksAlways();
            fixture.modelSays(use("a"));
            var run = fixture.recover(fixture.started());
            var asked = fixture.questions.receiveMessage();
            assertThat(fixture.stop(run).isSuccess()).isTrue();
            run.tell(new RunCommand.Answered(fixture.approval(asked, ApprovalStatus.APPROVED), null));
            isCancelled();
            assertThat(fixture.toolStarts).isEmpty();
        }

        @Test
        @DisplayName("twice is refused the second time with RUN_ENDED")
        void twice() {
            fixture.modelStallsAfter("half");
            var run = fixture.recover(fixture.started());
            assertThat(fixture.stop(run).isSuccess()).isTrue();
            assertThat(fixture.stop(run).getError()).hasMessageContaining("ended already");
        }
    }
}
