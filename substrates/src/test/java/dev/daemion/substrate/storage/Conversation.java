package dev.daemion.substrate.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Events of one thread as the entities would write them. */
final class Conversation {
    static final Instant START = Instant.parse("2026-11-20T09:00:00Z");
    static final IdSource IDS = new SortableIds(Clock.systemUTC(), new Random(7));

    final ThreadId thread = ThreadId.next(IDS);
    final StorageFixture storage;
    private int seconds;

    /** One message and the run that answers it. */
    record Question(TurnId turnId, TurnId answerId, RunId runId) {}

    Conversation(StorageFixture storage) {
        this.storage = storage;
    }

    Instant tick() {
        return START.plusSeconds(seconds++);
    }

    void create(String title) {
        thread(new ThreadEvent.Created(settings(title), null, tick()));
    }

    static ThreadSettings settings(String title) {
        return new ThreadSettings(title, "daemion", null, "plan", null, false);
    }

    Question post(String content) {
        return post(content, true, null);
    }

    Question post(String content, boolean begins, @Nullable String key) {
        var question = new Question(TurnId.next(IDS), TurnId.next(IDS), RunId.next(IDS));
        var posted = new ThreadEvent.TurnPosted(
                question.turnId(),
                question.answerId(),
                question.runId(),
                content,
                List.of(),
                "daemion",
                null,
                "plan",
                key,
                key == null ? null : "digest of " + key,
                null,
                tick());
        if (begins) {
            thread(posted, new ThreadEvent.TurnBegun(question.runId(), posted.at()));
        } else {
            thread(posted);
        }
        return question;
    }

    void begin(Question question) {
        thread(new ThreadEvent.TurnBegun(question.runId(), tick()));
    }

    void start(Question question) {
        run(
                question,
                new RunEvent.Started(
                        RunKind.CHAT,
                        "message",
                        thread,
                        question.turnId(),
                        question.answerId(),
                        "daemion",
                        "plan",
                        new RunLimits("quick", "sonnet", 10, new BigDecimal("0.50")),
                        null,
                        tick()));
    }

    void prompt(Question question, String frameHash) {
        run(question, new RunEvent.Prompted("anthropic", "claude-sonnet", frameHash, null, null, null, tick()));
    }

    void reply(Question question, @Nullable String costUsd, ReplyBlock... blocks) {
        run(
                question,
                new RunEvent.Replied(
                        List.of(blocks),
                        "END",
                        new Usage(100, 20, 0, 0),
                        costUsd == null ? null : new BigDecimal(costUsd),
                        tick()));
    }

    void step(Question question, String callId, String input, String output, @Nullable String outputHash) {
        run(
                question,
                new RunEvent.StepStarted(callId, "Read", json("path", input), tick()),
                new RunEvent.StepEnded(callId, "Read", output, outputHash, false, 12, tick()));
    }

    void end(Question question, RunStatus status, @Nullable String partial, @Nullable String error) {
        run(
                question,
                new RunEvent.Ended(
                        status,
                        partial,
                        null,
                        error == null ? null : ProblemCode.MODEL_UNREACHABLE,
                        error,
                        new Usage(100, 20, 0, 0),
                        status == RunStatus.SUCCEEDED ? new BigDecimal("0.0125") : null,
                        tick()));
        thread(new ThreadEvent.TurnAnswered(
                question.runId(), status == RunStatus.SUCCEEDED ? TurnStatus.COMPLETE : TurnStatus.PARTIAL, tick()));
    }

    /** A whole exchange with one text. */
    Question exchange(String content, String answer) {
        var question = post(content);
        start(question);
        prompt(question, "no such frame");
        reply(question, "0.0125", new ReplyBlock.Text(answer));
        end(question, RunStatus.SUCCEEDED, null, null);
        return question;
    }

    void thread(ThreadEvent... events) {
        storage.journal("thread|" + thread, events);
    }

    void run(Question question, RunEvent... events) {
        storage.journal("run|" + question.runId(), events);
    }

    static JsonNode json(String member, String value) {
        return JsonNodeFactory.instance.objectNode().put(member, value);
    }

    static Part.Text text(String text) {
        return new Part.Text(text);
    }
}
