package dev.daemion.substrate.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import dev.daemion.substrate.storage.table.BlobTable;
import dev.daemion.substrate.storage.table.RunTable;
import dev.daemion.substrate.storage.table.StoredRun;
import dev.daemion.substrate.storage.table.TurnTable;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the model was given for the last call of a turn, put together again from what the journal names: the frame
 * (system text, tools), the turns before the question, the question, and the run's own replies and tool results.
 */
final class TurnContexts {
    private final JournalRows journal;

    TurnContexts(JournalRows journal) {
        this.journal = journal;
    }

    /** JSON: provider, model, system, tools, messages. Refused: TURN_NOT_FOUND, NOT_FOUND without a model. */
    String of(Sql sql, TurnId id) throws SQLException {
        var run = RunTable.ofTurn(sql, id);
        if (run.isEmpty()) {
            TurnTable.one(sql, id);
            throw noModel(id);
        }
        var events = journal.ofRun(sql, run.get().view().id(), Long.MAX_VALUE).stream()
                .map(JournalRow::entry)
                .filter(RunEvent.class::isInstance)
                .map(RunEvent.class::cast)
                .toList();
        var prompted = events.stream()
                .filter(RunEvent.Prompted.class::isInstance)
                .map(RunEvent.Prompted.class::cast)
                .reduce((_, later) -> later)
                .orElseThrow(() -> noModel(id));
        var context = Json.stored().createObjectNode();
        context.put("provider", prompted.provider()).put("model", prompted.model());
        if (frame(BlobTable.one(sql, prompted.frameHash())) instanceof ObjectNode frame) {
            context.setAll(frame);
        }
        var messages = context.putArray("messages");
        for (var message : messages(sql, run.get(), prompted, events)) {
            messages.add(Json.stored().<JsonNode>valueToTree(message));
        }
        return Json.show(context);
    }

    private static List<ModelMessage> messages(
            Sql sql, StoredRun run, RunEvent.Prompted prompted, List<RunEvent> events) throws SQLException {
        var messages = new ArrayList<ModelMessage>();
        if (prompted.historyFrom() != null && prompted.historyUntil() != null) {
            TurnTable.between(sql, prompted.historyFrom(), prompted.historyUntil())
                    .forEach(turn -> messages.add(said(turn)));
        }
        TurnTable.find(sql, run.turnId()).ifPresent(question -> messages.add(said(question)));
        addOwn(messages, events);
        return messages;
    }

    /** Replies that led to another call, each with the results of its tools. */
    private static void addOwn(List<ModelMessage> messages, List<RunEvent> events) {
        var answers = new ArrayList<ModelMessage.ToolAnswer>();
        ModelMessage.FromModel reply = null;
        for (var event : events) {
            if (event instanceof RunEvent.Replied replied) {
                addRound(messages, reply, answers);
                reply = new ModelMessage.FromModel(replied.blocks());
                answers.clear();
            } else if (event instanceof RunEvent.StepEnded ended) {
                answers.add(
                        new ModelMessage.ToolAnswer(ended.toolCallId(), ended.tool(), ended.output(), ended.isError()));
            }
        }
        if (reply != null && reply.blocks().stream().anyMatch(ReplyBlock.ToolUse.class::isInstance)) {
            addRound(messages, reply, answers);
        }
    }

    private static void addRound(
            List<ModelMessage> messages,
            ModelMessage.@org.jspecify.annotations.Nullable FromModel reply,
            List<ModelMessage.ToolAnswer> answers) {
        if (reply != null) {
            messages.add(reply);
            messages.add(new ModelMessage.FromTools(answers));
        }
    }

    private static ModelMessage said(TurnView turn) {
        if (turn.role() == Role.ASSISTANT) {
            return new ModelMessage.FromModel(List.of(new ReplyBlock.Text(turn.content())));
        }
        return new ModelMessage.FromUser(
                turn.content(),
                turn.parts().stream()
                        .filter(Part.Attachment.class::isInstance)
                        .map(Part.Attachment.class::cast)
                        .collect(Collectors.toList()));
    }

    private static JsonNode frame(String text) {
        try {
            return Json.stored().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the stored frame of a prompt is no JSON", e);
        }
    }

    private static Problem noModel(TurnId id) {
        return new Problem(ProblemCode.NOT_FOUND, "turn " + id + " was given to no model: it has no context to show");
    }
}
