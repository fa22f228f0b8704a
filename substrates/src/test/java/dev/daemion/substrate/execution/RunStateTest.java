package dev.daemion.substrate.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a run does next")
class RunStateTest {
    private static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");
    private static final SortableIds IDS = new SortableIds(Clock.systemUTC(), new Random(1));
    private static final RunEvent.Started STARTED = new RunEvent.Started(
            RunKind.CHAT,
            "message",
            ThreadId.next(IDS),
            TurnId.next(IDS),
            TurnId.next(IDS),
            "daemion",
            "act",
            new RunLimits("quick", "sonnet", 10, new BigDecimal("0.5")),
            null,
            NOW);

    private static RunState.Open after(RunEvent... events) {
        RunState state = new RunState.Absent().apply(STARTED);
        for (var event : events) {
            state = state.apply(event);
        }
        return (RunState.Open) state;
    }

    private static ReplyBlock.ToolUse use(String id) {
        return new ReplyBlock.ToolUse(id, "Read", JsonNodeFactory.instance.objectNode());
    }

    private static RunEvent.Replied replied(@Nullable String cost, ReplyBlock... blocks) {
        return new RunEvent.Replied(
                List.of(blocks), "END", new Usage(10, 5, 0, 0), cost == null ? null : new BigDecimal(cost), NOW);
    }

    private static RunEvent.StepStarted begun(String id) {
        return new RunEvent.StepStarted(id, "Read", JsonNodeFactory.instance.objectNode(), NOW);
    }

    private static RunEvent.StepEnded ended(String id) {
        return new RunEvent.StepEnded(id, "Read", "text", null, false, 3, NOW);
    }

    @Test
    @DisplayName("is to call the model when nothing was said yet")
    void first() {
        assertThat(after().next()).isInstanceOf(RunState.NextStep.CallModel.class);
    }

    @Test
    @DisplayName("is to use the tools one after the other, in the model's order")
    void toolsInOrder() {
        var open = after(replied("0.1", use("a"), use("b")), begun("a"), ended("a"));
        assertThat(open.next()).isEqualTo(new RunState.NextStep.UseTool(use("b")));
    }

    @Test
    @DisplayName("is to call the model again when every tool call has its result")
    void backToModel() {
        var open = after(replied("0.1", use("a")), begun("a"), ended("a"));
        assertThat(open.next()).isInstanceOf(RunState.NextStep.CallModel.class);
    }

    @Test
    @DisplayName("is to finish when the model asked for nothing")
    void finish() {
        assertThat(after(replied("0.1", new ReplyBlock.Text("done"))).next())
                .isInstanceOf(RunState.NextStep.Finish.class);
    }

    @Test
    @DisplayName("remembers an approved call until it starts, and a denied one not at all")
    void approval() {
        var approvalId = ApprovalId.next(IDS);
        var blocked = new RunEvent.Blocked("a", approvalId, NOW);
        var approved = new RunEvent.Unblocked("a", approvalId, Decision.APPROVE, NOW);
        var denied = new RunEvent.Unblocked("a", approvalId, Decision.DENY, NOW);
        var reply = replied("0.1", use("a"));
        assertThat(after(reply, blocked).blocked()).isEqualTo(blocked);
        assertThat(after(reply, blocked, approved).approvedCallId()).isEqualTo("a");
        assertThat(after(reply, blocked, approved, begun("a")).approvedCallId()).isNull();
        assertThat(after(reply, blocked, denied).approvedCallId()).isNull();
    }

    @Test
    @DisplayName("adds up costs, and stays unknown once one call's cost is unknown")
    void costs() {
        assertThat(after(replied("0.1", use("a")), begun("a"), ended("a"), replied("0.2"))
                        .costUsd())
                .isEqualByComparingTo("0.3");
        assertThat(after(replied("0.1", use("a")), begun("a"), ended("a"), replied(null))
                        .costUsd())
                .isNull();
    }

    @Test
    @DisplayName("is nothing after its end: a further event is a broken journal")
    void end() {
        var end = new RunEvent.Ended(RunStatus.SUCCEEDED, null, null, null, null, Usage.NONE, BigDecimal.ZERO, NOW);
        var state = after(replied("0.1")).apply(end);
        assertThatThrownBy(() -> state.apply(begun("a"))).isInstanceOf(IllegalStateException.class);
    }
}
