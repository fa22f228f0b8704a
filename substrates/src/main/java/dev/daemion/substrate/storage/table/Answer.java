package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run has said and done, put together from its events: texts, thoughts and steps in the order they came, the
 * unfinished rest last.
 */
public record Answer(List<Part> parts) {
    private static final String BETWEEN_TEXTS = "\n\n";

    public Answer {
        parts = List.copyOf(parts);
    }

    /** Rows of one run, in order. */
    static Answer of(List<JournalRow> rows) {
        var parts = new ArrayList<Part>();
        for (var row : rows) {
            if (row.entry() instanceof RunEvent event) {
                add(parts, event);
            }
        }
        return new Answer(parts);
    }

    /** All its texts, a blank line between two. */
    String text() {
        return textOf(parts);
    }

    static String textOf(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Part.Text text ? text.text() : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(BETWEEN_TEXTS));
    }

    List<Part.Step> steps() {
        return parts.stream()
                .filter(Part.Step.class::isInstance)
                .map(Part.Step.class::cast)
                .toList();
    }

    private static void add(List<Part> parts, RunEvent event) {
        switch (event) {
            case RunEvent.Replied replied -> replied.blocks().forEach(block -> addBlock(parts, block));
            case RunEvent.StepStarted started ->
                parts.add(
                        new Part.Step(started.toolCallId(), started.tool(), started.input(), null, null, false, null));
            case RunEvent.StepEnded ended -> end(parts, ended);
            case RunEvent.Ended ended -> {
                addThinking(parts, ended.partialThinking());
                addText(parts, ended.partialText());
            }
            case RunEvent.Started _, RunEvent.Prompted _, RunEvent.Blocked _, RunEvent.Unblocked _ -> {}
        }
    }

    private static void addBlock(List<Part> parts, ReplyBlock block) {
        switch (block) {
            case ReplyBlock.Text text -> addText(parts, text.text());
            case ReplyBlock.Thinking thinking -> addThinking(parts, thinking.text());
            // A call that was never started left no step: it did not happen.
            case ReplyBlock.ToolUse _ -> {}
        }
    }

    private static void addText(List<Part> parts, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            parts.add(new Part.Text(text));
        }
    }

    private static void addThinking(List<Part> parts, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            parts.add(new Part.Thinking(text));
        }
    }

    /** Ends the newest open step of that call: some providers number the calls of each reply from zero. */
    private static void end(List<Part> parts, RunEvent.StepEnded ended) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.Step step
                    && step.durationMs() == null
                    && step.toolCallId().equals(ended.toolCallId())) {
                parts.set(
                        i,
                        new Part.Step(
                                step.toolCallId(),
                                step.tool(),
                                step.input(),
                                ended.output(),
                                ended.outputHash(),
                                ended.isError(),
                                ended.durationMs()));
                return;
            }
        }
    }
}
