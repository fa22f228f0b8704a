package dev.daemion.substrate.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.Transcript;
import dev.daemion.substrate.execution.model.ModelMessage;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
            throw noModel("turn " + id);
        }
        return of(sql, run.get(), "turn " + id);
    }

    /** As for a turn. Refused: RUN_NOT_FOUND, NOT_FOUND without a model. */
    String of(Sql sql, RunId id) throws SQLException {
        var run = RunTable.find(sql, id)
                .orElseThrow(() -> new Problem(ProblemCode.RUN_NOT_FOUND, "there is no run " + id));
        return of(sql, run, "run " + id);
    }

    private String of(Sql sql, StoredRun run, String what) throws SQLException {
        var events = journal.ofRun(sql, run.view().id(), Long.MAX_VALUE).stream()
                .map(JournalRow::entry)
                .filter(RunEvent.class::isInstance)
                .map(RunEvent.class::cast)
                .toList();
        var prompted = events.stream()
                .filter(RunEvent.Prompted.class::isInstance)
                .map(RunEvent.Prompted.class::cast)
                .reduce((_, later) -> later)
                .orElseThrow(() -> noModel(what));
        var context = Json.stored().createObjectNode();
        context.put("provider", prompted.provider()).put("model", prompted.model());
        if (frame(BlobTable.one(sql, prompted.frameHash())) instanceof ObjectNode frame) {
            context.setAll(frame);
        }
        var messages = context.putArray("messages");
        for (var message : messages(sql, run, prompted, events)) {
            messages.add(Json.stored().<JsonNode>valueToTree(message));
        }
        return Json.show(context);
    }

    private static List<ModelMessage> messages(
            Sql sql, StoredRun run, RunEvent.Prompted prompted, List<RunEvent> events) throws SQLException {
        var history = new ArrayList<TurnView>();
        if (prompted.historyFrom() != null && prompted.historyUntil() != null) {
            history.addAll(TurnTable.between(sql, prompted.historyFrom(), prompted.historyUntil()));
        }
        TurnTable.find(sql, run.turnId())
                .or(() -> asked(run))
                .map(question -> told(question, events))
                .ifPresent(history::add);
        return Transcript.ofLastCall(history, events, wholeOutputs(sql, events));
    }

    /** What a job is asked is no turn of anybody. */
    private static Optional<TurnView> asked(StoredRun run) {
        var view = run.view();
        return view.kind() == RunKind.JOB && view.startedAt() != null
                ? Optional.of(new TurnView(
                        run.turnId(),
                        view.threadId(),
                        view.agentId(),
                        Role.USER,
                        "",
                        List.of(),
                        null,
                        null,
                        view.id(),
                        view.startedAt(),
                        TurnStatus.COMPLETE))
                : Optional.empty();
    }

    /** A command's prompt was told in place of what was typed. */
    private static TurnView told(TurnView question, List<RunEvent> events) {
        for (var event : events) {
            var assignment = event instanceof RunEvent.Started started ? started.assignment() : null;
            var prompt = assignment == null ? null : assignment.prompt();
            if (prompt != null) {
                return question.saying(prompt);
            }
        }
        return question;
    }

    /** By call id, of the outputs that are longer than the journal keeps. */
    private static Map<String, String> wholeOutputs(Sql sql, List<RunEvent> events) throws SQLException {
        var outputs = new HashMap<String, String>();
        for (var event : events) {
            if (event instanceof RunEvent.StepEnded ended && ended.outputHash() != null) {
                BlobTable.find(sql, ended.outputHash()).ifPresent(whole -> outputs.put(ended.toolCallId(), whole));
            }
        }
        return outputs;
    }

    private static JsonNode frame(String text) {
        try {
            return Json.stored().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the stored frame of a prompt is no JSON", e);
        }
    }

    private static Problem noModel(String what) {
        return new Problem(ProblemCode.NOT_FOUND, what + " was given to no model: it has no context to show");
    }
}
