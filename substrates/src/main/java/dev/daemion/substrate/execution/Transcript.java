package dev.daemion.substrate.execution;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The conversation as a model is given it: earlier turns as what was said and done, then the run's own replies and
 * results, whole. Messages alternate; neighbours of the same side are joined.
 */
public final class Transcript {
    private final List<ModelMessage> messages = new ArrayList<>();

    private Transcript() {}

    /**
     * @param history ends with the question
     * @param outputs whole tool outputs by call id, where they are longer than the journal keeps
     */
    static List<ModelMessage> of(
            List<TurnView> history, List<RunState.Exchange> exchanges, Map<String, String> outputs) {
        var transcript = new Transcript();
        history.forEach(transcript::addTurn);
        exchanges.forEach(exchange -> transcript.addExchange(exchange, outputs));
        return List.copyOf(transcript.messages);
    }

    /**
     * What the last model call of a run was given, from the journal: the same as the run itself put together.
     *
     * @param events of the run, in order, from its start
     */
    public static List<ModelMessage> ofLastCall(
            List<TurnView> history, List<RunEvent> events, Map<String, String> outputs) {
        RunState state = new RunState.Absent();
        for (var event : events) {
            if (!(event instanceof RunEvent.Ended)) {
                state = state.apply(event);
            }
        }
        if (!(state instanceof RunState.Open open) || open.exchanges().isEmpty()) {
            return of(history, List.of(), outputs);
        }
        // A reply after which the model was not called again is what it said, not what it was given.
        int given = open.exchanges().size() - (open.next() instanceof RunState.NextStep.CallModel ? 0 : 1);
        return of(history, open.exchanges().subList(0, given), outputs);
    }

    private void addTurn(TurnView turn) {
        if (turn.role() == Role.USER) {
            addUser(turn);
        } else if (turn.role() == Role.ASSISTANT && !messages.isEmpty()) {
            addAnswer(turn);
        }
    }

    private void addUser(TurnView turn) {
        var attachments = turn.parts().stream()
                .filter(Part.Attachment.class::isInstance)
                .map(Part.Attachment.class::cast)
                .toList();
        if (!messages.isEmpty() && messages.getLast() instanceof ModelMessage.FromUser earlier) {
            var all = new ArrayList<>(earlier.attachments());
            all.addAll(attachments);
            messages.set(messages.size() - 1, new ModelMessage.FromUser(earlier.text() + "\n\n" + turn.content(), all));
        } else {
            messages.add(new ModelMessage.FromUser(turn.content(), attachments));
        }
    }

    /** An earlier answer as it read: its text, and each step with its result, call by call. */
    private void addAnswer(TurnView turn) {
        var blocks = new ArrayList<ReplyBlock>();
        for (var part : turn.parts()) {
            switch (part) {
                case Part.Text text -> addText(blocks, text.text());
                case Part.Step step -> {
                    blocks.add(new ReplyBlock.ToolUse(step.toolCallId(), step.tool(), step.input()));
                    addModel(blocks);
                    blocks.clear();
                    messages.add(new ModelMessage.FromTools(List.of(new ModelMessage.ToolAnswer(
                            step.toolCallId(),
                            step.tool(),
                            step.output() == null ? "(no result: the call was interrupted)" : step.output(),
                            step.output() == null || step.isError()))));
                }
                case Part.Thinking _, Part.Card _, Part.Attachment _ -> {}
            }
        }
        if (blocks.isEmpty() && messages.getLast() instanceof ModelMessage.FromTools) {
            addText(blocks, "(the answer ended here)");
        }
        if (blocks.isEmpty()) {
            addText(blocks, "(no answer)");
        }
        addModel(blocks);
    }

    private void addExchange(RunState.Exchange exchange, Map<String, String> outputs) {
        addModel(exchange.blocks());
        var answers = exchange.results().stream()
                .map(result -> new ModelMessage.ToolAnswer(
                        result.toolCallId(),
                        result.tool(),
                        outputs.getOrDefault(result.toolCallId(), result.output()),
                        result.isError()))
                .toList();
        if (!answers.isEmpty()) {
            messages.add(new ModelMessage.FromTools(answers));
        }
    }

    private void addModel(List<ReplyBlock> blocks) {
        if (blocks.isEmpty()) {
            return;
        }
        if (messages.getLast() instanceof ModelMessage.FromModel earlier) {
            var all = new ArrayList<>(earlier.blocks());
            all.addAll(blocks);
            messages.set(messages.size() - 1, new ModelMessage.FromModel(all));
        } else {
            messages.add(new ModelMessage.FromModel(blocks));
        }
    }

    private static void addText(List<ReplyBlock> blocks, String text) {
        if (!text.isBlank()) {
            blocks.add(new ReplyBlock.Text(text));
        }
    }
}
