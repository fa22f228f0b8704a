package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.SlotView;
import dev.daemion.kernel.protocol.PresentationProtocol.Deliver;
import dev.daemion.kernel.protocol.PresentationProtocol.DeliveredRow;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.TimedFrame;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.stream.FrameSeq;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.approval.ApprovalEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.trigger.JobEvent;
import dev.daemion.substrate.trigger.Occasion;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Frames of journal rows")
final class FramesTest {
    private static final String JOB = "job|ext_" + "0".repeat(26);

    @TempDir
    private Path directory;

    private StorageFixture storage;
    private Conversation talk;

    @BeforeEach
    void open() {
        storage = new StorageFixture(directory.resolve("daemion.db"));
        talk = new Conversation(storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    @DisplayName("tell a whole turn in the order of the contract")
    void wholeTurn() {
        talk.create("Turn");
        var question = talk.post("read it");
        talk.start(question);
        talk.prompt(question, "frame");
        talk.reply(question, "0.01", new ReplyBlock.ToolUse("call_1", "Read", Conversation.json("path", "a.txt")));
        talk.step(question, "call_1", "a.txt", "content of a", null);
        talk.reply(question, "0.01", new ReplyBlock.Text("done"));
        talk.end(question, RunStatus.SUCCEEDED, null, null);

        var frames = plain(delivered());
        assertThat(frames)
                .extracting(StreamFrame::type)
                .containsExactly(
                        FrameType.THREAD_UPDATED,
                        FrameType.MESSAGE,
                        FrameType.THREAD_UPDATED,
                        FrameType.START,
                        FrameType.TOOL_START,
                        FrameType.TOOL_END,
                        FrameType.FINISH,
                        FrameType.MESSAGE,
                        FrameType.THREAD_UPDATED);
        var start = json(frames.get(3));
        assertThat(start.path("messageId").asText())
                .isEqualTo(question.answerId().value());
        assertThat(start.path("model").asText()).isEqualTo("claude-sonnet");
        assertThat(start.path("request").asText()).isEqualTo("quick");
        assertThat(start.path("maxTurns").asInt()).isEqualTo(10);
        assertThat(start.path("budgetUsd").decimalValue()).isEqualByComparingTo("0.50");
        var toolEnd = json(frames.get(5));
        assertThat(toolEnd.path("output").asText()).isEqualTo("content of a");
        assertThat(toolEnd.path("isError").isBoolean()).isTrue();
        assertThat(toolEnd.path("durationMs").asInt()).isEqualTo(12);
        var finish = json(frames.get(6));
        assertThat(finish.path("costUsd").decimalValue()).isEqualByComparingTo("0.0125");
        assertThat(finish.path("usage").path("input_tokens").asInt()).isEqualTo(100);
        var answer = json(frames.get(7)).path("message");
        assertThat(answer.path("id").asText()).isEqualTo(question.answerId().value());
        assertThat(answer.path("content").asText()).isEqualTo("done");
        assertThat(answer.path("parts").get(0).path("type").asText()).isEqualTo("step");
        assertThat(json(frames.get(8)).path("threadId").asText()).isEqualTo(talk.thread.value());
    }

    @Test
    @DisplayName("carry the place of their row, ever higher, and name the run and its row for the live stream")
    void places() {
        talk.create("Places");
        var question = talk.exchange("hello", "world");
        var rows = delivered();
        assertThat(rows).extracting(DeliveredRow::ordering).isSorted().doesNotHaveDuplicates();
        for (var row : rows) {
            for (int i = 0; i < row.frames().size(); i++) {
                assertThat(row.frames().get(i).seq()).isEqualTo(FrameSeq.ofRow(row.ordering(), i));
            }
        }
        assertThat(rows.stream().filter(row -> question.runId().equals(row.runId())))
                .extracting(DeliveredRow::sequenceNr)
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    @DisplayName("say why an answer failed, was stopped or was cut off, before the partial turn")
    void ends() {
        talk.create("Ends");
        var failed = talk.post("one");
        talk.start(failed);
        talk.end(failed, RunStatus.FAILED, null, "The model at http://x cannot be reached.");
        var stopped = talk.post("two");
        talk.start(stopped);
        talk.end(stopped, RunStatus.CANCELLED, "so far", null);
        var cut = talk.post("three");
        talk.start(cut);
        talk.end(cut, RunStatus.INTERRUPTED, "so far", null);

        var ends = plain(delivered()).stream()
                .filter(frame -> frame.type() == FrameType.ERROR || frame.type() == FrameType.STOPPED)
                .toList();
        assertThat(ends)
                .extracting(StreamFrame::type)
                .containsExactly(FrameType.ERROR, FrameType.STOPPED, FrameType.ERROR);
        var error = json(ends.getFirst());
        assertThat(error.path("error").asText()).contains("cannot be reached");
        assertThat(error.path("code").asText()).isEqualTo("model_unreachable");
        assertThat(json(ends.get(1)).path("messageId").asText())
                .isEqualTo(stopped.answerId().value());
        assertThat(json(ends.get(2)).path("code").asText()).isEqualTo("interrupted");
    }

    @Test
    @DisplayName("can be asked for again after any place, without one missing or coming twice")
    void resume() {
        talk.create("Resume");
        talk.exchange("one", "1");
        var other = new Conversation(storage);
        other.create("Other");
        other.exchange("elsewhere", "2");
        talk.exchange("two", "3");
        var live = delivered().stream()
                .flatMap(row -> row.frames().stream())
                .filter(frame -> isFor(frame, talk.thread))
                .toList();

        for (int i = 0; i < live.size(); i++) {
            var missed = storage.read(new StorageQuery.FramesAfter(live.get(i).seq(), talk.thread, 1_000));
            assertThat(missed)
                    .extracting(StreamFrame::seq)
                    .containsExactlyElementsOf(live.subList(i + 1, live.size()).stream()
                            .map(StreamFrame::seq)
                            .toList());
        }
        assertThat(storage.read(new StorageQuery.FramesAfter(0, null, 1_000)))
                .isNotEmpty()
                .allMatch(frame -> frame.threadId() == null);
        assertThat(storage.read(new StorageQuery.FramesAfter(0, talk.thread, 3)))
                .hasSize(3);
    }

    @Test
    @DisplayName("of one turn can be replayed with their times, and with what was said between them")
    void replay() {
        talk.create("Replay");
        var question = talk.exchange("hello", "world");
        storage.catchUp();
        var frames = storage.read(new StorageQuery.TurnFrames(question.answerId()));
        assertThat(frames)
                .extracting(TimedFrame::frame)
                .extracting(StreamFrame::type)
                .contains(FrameType.START, FrameType.FINISH);
        assertThat(frames).extracting(TimedFrame::at).isSorted();
        assertThat(frames).extracting(timed -> timed.frame().seq()).isSorted().doesNotHaveDuplicates();
        var said = frames.stream()
                .map(TimedFrame::frame)
                .filter(frame -> frame.type() == FrameType.TEXT_DELTA)
                .toList();
        assertThat(said).hasSize(1);
        assertThat(json(said.getFirst()).path("delta").asText()).isEqualTo("world");
        assertThat(json(said.getFirst()).path("messageId").asText())
                .isEqualTo(question.answerId().value());
    }

    @Test
    @DisplayName("show an approval to everybody, when it is asked for and when it is answered")
    void approvals() {
        talk.create("Approval");
        var question = talk.post("do it");
        talk.start(question);
        var id = ApprovalId.next(Conversation.IDS);
        var requested = new ApprovalEvent.Requested(
                ApprovalKind.TOOL,
                "Bash",
                "Runs rm",
                Conversation.json("command", "rm x"),
                "hash",
                null,
                question.runId(),
                talk.thread,
                null,
                talk.tick());
        storage.journal("approval|" + id, requested);
        talk.run(question, new RunEvent.Blocked("call_1", id, talk.tick()));
        storage.catchUp();
        assertThat(storage.read(new StorageQuery.OneRun(question.runId())).status())
                .isEqualTo(RunStatus.BLOCKED);
        storage.journal(
                "approval|" + id, new ApprovalEvent.Decided(Decision.APPROVE, Scope.ONCE, null, "phone", talk.tick()));
        talk.run(question, new RunEvent.Unblocked("call_1", id, Decision.APPROVE, talk.tick()));

        var frames = delivered().stream().flatMap(row -> row.frames().stream()).toList();
        var asked = frames.stream()
                .filter(frame -> frame.type() == FrameType.APPROVAL_REQUESTED)
                .findFirst()
                .orElseThrow();
        assertThat(asked.threadId()).isNull();
        assertThat(json(asked).path("approval").path("thread_id").asText()).isEqualTo(talk.thread.value());
        assertThat(frames).extracting(StreamFrame::type).contains(FrameType.APPROVAL_RESOLVED);
        assertThat(storage.read(new StorageQuery.OneRun(question.runId())).status())
                .isEqualTo(RunStatus.RUNNING);
        assertThat(storage.read(new StorageQuery.OneApproval(id)).decidedBy()).isEqualTo("phone");
    }

    @Test
    @DisplayName("tell everybody how a job's due times and runs stand, and nothing of what it says")
    void jobs() {
        talk.create("Job: backup");
        var run = talk.post("back it up");
        var occasion = new Occasion("cron", "cron:nine", talk.tick(), Conversation.json("a", "b"), 1);
        storage.journal(
                JOB,
                new JobEvent.Fired(run.runId(), talk.thread, "backup", 1, occasion, talk.tick()),
                new JobEvent.Queued("backup", 1, occasion, talk.tick()),
                new JobEvent.PassedOver(
                        "backup",
                        1,
                        SlotView.Outcome.SKIPPED,
                        talk.tick(),
                        talk.tick(),
                        1,
                        "It ran.",
                        "cron",
                        "cron:ten",
                        talk.tick()));
        storage.catchUp();
        var limits = new RunLimits("job", "sonnet", 10, new BigDecimal("0.50"));
        talk.run(
                run,
                new RunEvent.Started(
                        RunKind.JOB,
                        "cron",
                        talk.thread,
                        run.turnId(),
                        run.answerId(),
                        "daemion",
                        "act",
                        limits,
                        null,
                        talk.tick()));
        talk.run(run, new RunEvent.Prompted("built-in", "direct", "frame", null, null, null, talk.tick()));
        talk.step(run, "call_1", "a.txt", "content of a", null);
        talk.run(
                run,
                new RunEvent.Ended(
                        RunStatus.SUCCEEDED, null, null, null, null, new Usage(1, 1, 0, 0), null, talk.tick()));
        storage.journal(JOB, new JobEvent.RunEnded(run.runId(), RunStatus.SUCCEEDED, null, talk.tick()));

        var live = delivered().stream()
                .flatMap(row -> row.frames().stream())
                .filter(frame -> frame.type() == FrameType.RUN_UPDATED && frame.threadId() == null)
                .toList();
        assertThat(live)
                .extracting(
                        frame -> json(frame).path("status").asText(),
                        frame -> json(frame).has("runId"))
                .containsExactly(
                        tuple("queued", true),
                        tuple("queued", false),
                        tuple("skipped", false),
                        tuple("queued", true),
                        tuple("running", true),
                        tuple("running", true),
                        tuple("running", true),
                        tuple("succeeded", true),
                        tuple("succeeded", true));
        assertThat(live.subList(0, 3))
                .allMatch(frame -> json(frame).path("job").asText().equals("backup"));
        assertThat(storage.read(new StorageQuery.FramesAfter(0, null, 1_000)))
                .filteredOn(frame -> frame.type() == FrameType.RUN_UPDATED)
                .extracting(StreamFrame::seq)
                .containsExactlyElementsOf(live.stream().map(StreamFrame::seq).toList());
    }

    /** Everything the presentation substrate was told until now. */
    private List<DeliveredRow> delivered() {
        storage.catchUp();
        var last = storage.read(new StorageQuery.Database()).lastOrdering();
        var rows = new ArrayList<DeliveredRow>();
        while (rows.isEmpty() || rows.getLast().ordering() < last) {
            var message = storage.presentation.receiveMessage();
            if (message instanceof Deliver deliver) {
                rows.addAll(deliver.rows());
            }
        }
        return rows;
    }

    private static List<StreamFrame> plain(List<DeliveredRow> rows) {
        return rows.stream()
                .flatMap(row -> row.frames().stream())
                .filter(frame -> !frame.type().isExtended())
                .toList();
    }

    private static boolean isFor(StreamFrame frame, ThreadId thread) {
        return frame.threadId() == null || frame.threadId().equals(thread);
    }

    private static JsonNode json(StreamFrame frame) {
        try {
            return Json.shown().readTree(frame.json());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
