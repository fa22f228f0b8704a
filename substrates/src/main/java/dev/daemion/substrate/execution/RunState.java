package dev.daemion.substrate.execution;

import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a run entity knows; rebuilt from its events. A run is short, so there are no snapshots. */
sealed interface RunState {
    RunState apply(RunEvent event);

    /** Nothing was journalled under this id. */
    record Absent() implements RunState {
        @Override
        public RunState apply(RunEvent event) {
            if (event instanceof RunEvent.Started started) {
                return new Open(started, null, List.of(), null, null, Usage.NONE, BigDecimal.ZERO);
            }
            throw new IllegalStateException(event.getClass().getSimpleName() + " in a run that was not started");
        }
    }

    /**
     * It has started and not ended.
     *
     * @param prompted null while the model was not given anything
     * @param blocked the tool call that waits for a person, else null
     * @param approvedCallId the tool call a person has allowed and that has not started yet, else null
     * @param costUsd null once any call's cost is unknown
     */
    record Open(
            RunEvent.Started started,
            RunEvent.@Nullable Prompted prompted,
            List<Exchange> exchanges,
            RunEvent.@Nullable Blocked blocked,
            @Nullable String approvedCallId,
            Usage usage,
            @Nullable BigDecimal costUsd)
            implements RunState {
        public Open {
            exchanges = List.copyOf(exchanges);
        }

        @Override
        public RunState apply(RunEvent event) {
            return switch (event) {
                case RunEvent.Started _ -> this;
                case RunEvent.Prompted given ->
                    new Open(started, given, exchanges, blocked, approvedCallId, usage, costUsd);
                case RunEvent.Replied replied -> replied(replied);
                case RunEvent.StepStarted step -> with(last().begin(step), null, null);
                case RunEvent.StepEnded step -> with(last().end(step), null, null);
                case RunEvent.Blocked waits -> with(last(), waits, null);
                case RunEvent.Unblocked answer ->
                    with(last(), null, answer.decision() == Decision.APPROVE ? answer.toolCallId() : null);
                case RunEvent.Ended ended -> new Ended(started, ended);
            };
        }

        /** What comes next, decided from what has happened and nothing else. */
        NextStep next() {
            if (exchanges.isEmpty()) {
                return new NextStep.CallModel();
            }
            var waiting = last().unanswered();
            if (waiting.isPresent()) {
                return new NextStep.UseTool(waiting.get());
            }
            return last().toolUses().findAny().isPresent() ? new NextStep.CallModel() : new NextStep.Finish();
        }

        Exchange last() {
            return exchanges.getLast();
        }

        private Open replied(RunEvent.Replied replied) {
            var longer = new ArrayList<>(exchanges);
            longer.add(new Exchange(replied.blocks(), replied.stopReason(), List.of(), null));
            var cost = costUsd == null || replied.costUsd() == null ? null : costUsd.add(replied.costUsd());
            return new Open(started, prompted, longer, null, null, usage.plus(replied.usage()), cost);
        }

        private Open with(Exchange changed, RunEvent.@Nullable Blocked waits, @Nullable String approved) {
            var all = new ArrayList<>(exchanges);
            all.set(all.size() - 1, changed);
            return new Open(started, prompted, all, waits, approved, usage, costUsd);
        }
    }

    record Ended(RunEvent.Started started, RunEvent.Ended end) implements RunState {
        @Override
        public RunState apply(RunEvent event) {
            throw new IllegalStateException(event.getClass().getSimpleName() + " in a run that has ended");
        }
    }

    /**
     * One answer of the model and what its tool calls gave.
     *
     * @param running the tool call under way, else null
     */
    record Exchange(
            List<ReplyBlock> blocks,
            String stopReason,
            List<RunEvent.StepEnded> results,
            RunEvent.@Nullable StepStarted running) {
        public Exchange {
            blocks = List.copyOf(blocks);
            results = List.copyOf(results);
        }

        Stream<ReplyBlock.ToolUse> toolUses() {
            return blocks.stream().filter(ReplyBlock.ToolUse.class::isInstance).map(ReplyBlock.ToolUse.class::cast);
        }

        /** The first tool call without a result. */
        Optional<ReplyBlock.ToolUse> unanswered() {
            return toolUses()
                    .filter(use -> results.stream()
                            .noneMatch(result -> result.toolCallId().equals(use.id())))
                    .findFirst();
        }

        Exchange begin(RunEvent.StepStarted step) {
            return new Exchange(blocks, stopReason, results, step);
        }

        Exchange end(RunEvent.StepEnded step) {
            var all = new ArrayList<>(results);
            all.add(step);
            return new Exchange(blocks, stopReason, all, null);
        }
    }

    /** What an open run does next. */
    sealed interface NextStep {
        record CallModel() implements NextStep {}

        record UseTool(ReplyBlock.ToolUse use) implements NextStep {}

        record Finish() implements NextStep {}
    }
}
