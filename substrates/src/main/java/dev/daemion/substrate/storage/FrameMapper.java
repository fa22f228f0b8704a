package dev.daemion.substrate.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameSeq;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.approval.ApprovalEvent;
import dev.daemion.substrate.extension.ExtensionEvent;
import dev.daemion.substrate.presentation.NoticeEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Sql;
import dev.daemion.substrate.storage.table.ApprovalTable;
import dev.daemion.substrate.storage.table.NoticeTable;
import dev.daemion.substrate.storage.table.RunTable;
import dev.daemion.substrate.storage.table.StoredRun;
import dev.daemion.substrate.storage.table.TurnTable;
import dev.daemion.substrate.trigger.JobEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a journal row says on {@code /stream} (contract: the twelve events, and the extended ones). The same row gives
 * the same frames at the same places whenever it is asked for; a turn in a frame is shown as it is now. A row of
 * something that was erased since gives none.
 */
final class FrameMapper {
    /** The journal names that may make frames for everybody; the rest concerns one thread. */
    static final List<String> GLOBAL_NAMES = List.of(
            "thread-created",
            "thread-changed",
            "turn-posted",
            "turn-noted",
            "turn-withdrawn",
            "turn-answered",
            "approval-requested",
            "approval-decided",
            "approval-expired",
            "notice-posted",
            "notice-repeated",
            "notice-read",
            "notices-read",
            "run-started",
            "run-step-started",
            "run-step-ended",
            "run-prompted",
            "run-blocked",
            "run-unblocked",
            "run-ended",
            "job-fired",
            "job-passed-over",
            "job-queued",
            "job-run-ended",
            "job-dropped",
            "extension-created",
            "extension-updated",
            "extension-proposed",
            "extension-approved",
            "extension-denied",
            "extension-expired",
            "extension-toggled",
            "extension-deleted",
            "extension-reverted");

    List<StreamFrame> frames(Sql sql, JournalRow row) throws SQLException {
        var frames = new Frames(row.ordering());
        switch (row.entry()) {
            case ThreadEvent event -> addThread(sql, frames, new ThreadId(row.entityId()), event);
            case RunEvent event -> {
                var run = RunTable.find(sql, new RunId(row.entityId()));
                if (run.isPresent() && run.get().view().kind() == RunKind.JOB) {
                    addJobRun(frames, run.get(), event);
                } else if (run.isPresent()) {
                    addRun(frames, run.get(), event);
                }
            }
            case ApprovalEvent event -> addApproval(sql, frames, new ApprovalId(row.entityId()), event);
            case NoticeEvent event -> addNotice(sql, frames, event);
            case ExtensionEvent event -> addExtension(frames, row.entityId(), event);
            case JobEvent event -> addJob(sql, frames, event);
            default -> {} // The gateway, its devices and grants have nothing to say on the stream.
        }
        return List.copyOf(frames.all);
    }

    private static void addThread(Sql sql, Frames frames, ThreadId thread, ThreadEvent event) throws SQLException {
        switch (event) {
            case ThreadEvent.Created _, ThreadEvent.Changed _ -> addUpdated(frames, thread);
            case ThreadEvent.TurnPosted posted -> {
                addMessage(sql, frames, posted.turnId());
                addUpdated(frames, thread);
                addStatus(frames, RunTable.find(sql, posted.runId()), RunStatus.QUEUED);
            }
            case ThreadEvent.TurnWithdrawn withdrawn -> {
                var run = RunTable.find(sql, withdrawn.runId());
                addStatus(frames, run, RunStatus.CANCELLED);
                if (run.isPresent()) {
                    frames.add(thread, FrameType.STOPPED, answer(run.get()));
                }
                addUpdated(frames, thread);
            }
            case ThreadEvent.TurnNoted noted -> {
                addMessage(sql, frames, noted.turnId());
                addUpdated(frames, thread);
            }
            case ThreadEvent.TurnAnswered answered -> {
                var run = RunTable.find(sql, answered.runId());
                if (run.isPresent()) {
                    addMessage(sql, frames, run.get().answerId());
                }
                addUpdated(frames, thread);
            }
            // A copy is there before anybody can look at its thread; a beginning shows in what the run says.
            case ThreadEvent.TurnCopied _, ThreadEvent.TurnBegun _ -> {}
        }
    }

    private static void addRun(Frames frames, StoredRun run, RunEvent event) {
        switch (event) {
            case RunEvent.Started _ -> addStatus(frames, Optional.of(run), RunStatus.RUNNING);
            case RunEvent.Prompted prompted -> frames.add(thread(run), FrameType.START, start(run, prompted));
            case RunEvent.StepStarted started ->
                frames.add(
                        thread(run),
                        FrameType.TOOL_START,
                        answer(run)
                                .put("toolCallId", started.toolCallId())
                                .put("tool", started.tool())
                                .set("input", started.input()));
            case RunEvent.StepEnded ended -> frames.add(thread(run), FrameType.TOOL_END, toolEnd(run, ended));
            case RunEvent.Blocked _ -> addStatus(frames, Optional.of(run), RunStatus.BLOCKED);
            case RunEvent.Unblocked _ -> addStatus(frames, Optional.of(run), RunStatus.RUNNING);
            case RunEvent.Ended ended -> {
                addEnd(frames, run, ended);
                addStatus(frames, Optional.of(run), ended.status());
            }
            case RunEvent.Replied _ -> {}
        }
    }

    /** Of a job everybody hears how it stands, and nobody word by word what it says: that is told when it has ended. */
    private static void addJobRun(Frames frames, StoredRun run, RunEvent event) {
        switch (event) {
            case RunEvent.Started _ -> addJobStatus(frames, run, RunStatus.QUEUED);
            case RunEvent.Prompted _, RunEvent.Unblocked _, RunEvent.StepStarted _, RunEvent.StepEnded _ ->
                addJobStatus(frames, run, RunStatus.RUNNING);
            case RunEvent.Blocked _ -> addJobStatus(frames, run, RunStatus.BLOCKED);
            case RunEvent.Ended ended -> addJobStatus(frames, run, ended.status());
            case RunEvent.Replied _ -> {}
        }
    }

    /**
     * What a job decided about a due time, and that it has counted a run's end: what waits and what is next follows.
     */
    private static void addJob(Sql sql, Frames frames, JobEvent event) throws SQLException {
        switch (event) {
            case JobEvent.Fired fired ->
                frames.add(
                        null,
                        FrameType.RUN_UPDATED,
                        object().put("runId", fired.runId().value())
                                .put("threadId", fired.threadId().value())
                                .put("status", RunStatus.QUEUED.wire())
                                .put("job", fired.job()));
            case JobEvent.Queued queued -> addSlot(frames, queued.job(), RunStatus.QUEUED);
            case JobEvent.PassedOver passed -> addSlot(frames, passed.job(), RunStatus.SKIPPED);
            case JobEvent.Dropped dropped -> addSlot(frames, dropped.job(), RunStatus.SKIPPED);
            case JobEvent.RunEnded ended -> {
                var run = RunTable.find(sql, ended.runId());
                if (run.isPresent()) {
                    addJobStatus(frames, run.get(), ended.status());
                }
            }
            case JobEvent.RetryPlanned _, JobEvent.Delivered _ -> {}
        }
    }

    /** A due time that is no run, or none yet. */
    private static void addSlot(Frames frames, String job, RunStatus status) {
        frames.add(
                null,
                FrameType.RUN_UPDATED,
                object().put("status", status.wire()).put("job", job));
    }

    private static void addJobStatus(Frames frames, StoredRun run, RunStatus status) {
        frames.add(
                null,
                FrameType.RUN_UPDATED,
                object().put("runId", run.view().id().value())
                        .put("threadId", thread(run).value())
                        .put("status", status.wire())
                        .put("job", run.view().job()));
    }

    private static void addApproval(Sql sql, Frames frames, ApprovalId id, ApprovalEvent event) throws SQLException {
        var approval = ApprovalTable.find(sql, id);
        if (approval.isEmpty()) {
            return;
        }
        var members = object().put("approvalId", id.value());
        members.putRawValue("approval", new RawValue(Json.show(approval.get())));
        // For everybody: whoever can answer should see the question, whatever thread they look at.
        frames.add(
                null,
                event instanceof ApprovalEvent.Requested ? FrameType.APPROVAL_REQUESTED : FrameType.APPROVAL_RESOLVED,
                members);
    }

    private static void addNotice(Sql sql, Frames frames, NoticeEvent event) throws SQLException {
        switch (event) {
            case NoticeEvent.Posted posted ->
                addNotice(sql, frames, posted.notice().id());
            case NoticeEvent.Repeated again -> addNotice(sql, frames, again.id());
            case NoticeEvent.Read read -> addNotice(sql, frames, read.id());
            case NoticeEvent.AllRead all ->
                frames.add(
                        null,
                        FrameType.NOTIFICATION,
                        object().put("allReadAt", all.at().toString()));
        }
    }

    private static void addNotice(Sql sql, Frames frames, NoticeId id) throws SQLException {
        var notice = NoticeTable.find(sql, id);
        if (notice.isPresent()) {
            var members = object();
            members.putRawValue("notification", new RawValue(Json.show(notice.get())));
            frames.add(null, FrameType.NOTIFICATION, members);
        }
    }

    private static void addExtension(Frames frames, String id, ExtensionEvent event) {
        event.change()
                .ifPresent(change -> frames.add(
                        null,
                        FrameType.EXTENSION_CHANGED,
                        object().put("extensionId", id).put("change", change.wire())));
    }

    private static void addMessage(Sql sql, Frames frames, TurnId id) throws SQLException {
        var turn = TurnTable.find(sql, id);
        if (turn.isPresent()) {
            var members = object();
            members.putRawValue("message", new RawValue(Json.show(turn.get())));
            frames.add(turn.get().threadId(), FrameType.MESSAGE, members);
        }
    }

    private static void addUpdated(Frames frames, ThreadId thread) {
        frames.add(null, FrameType.THREAD_UPDATED, object().put("threadId", thread.value()));
    }

    private static void addStatus(Frames frames, Optional<StoredRun> run, RunStatus status) {
        if (run.isPresent()) {
            frames.add(
                    thread(run.get()),
                    FrameType.RUN_UPDATED,
                    object().put("runId", run.get().view().id().value())
                            .put("threadId", thread(run.get()).value())
                            .put("status", status.wire()));
        }
    }

    private static void addEnd(Frames frames, StoredRun run, RunEvent.Ended ended) {
        switch (ended.status()) {
            case SUCCEEDED -> frames.add(thread(run), FrameType.FINISH, finish(run, ended));
            case CANCELLED -> frames.add(thread(run), FrameType.STOPPED, answer(run));
            case FAILED ->
                addError(frames, run, ended, ProblemCode.INTERNAL, "The answer failed; the log has the reason.");
            case INTERRUPTED ->
                addError(
                        frames,
                        run,
                        ended,
                        ProblemCode.INTERRUPTED,
                        "The gateway stopped while this was being answered; what had come is kept. Send it again to go"
                                + " on.");
            case SKIPPED -> {
                if (ended.error() != null) {
                    addError(frames, run, ended, ProblemCode.CONFLICT, ended.error());
                }
            }
            case QUEUED, RUNNING, BLOCKED -> {} // No end; written by nobody.
        }
    }

    private static void addError(
            Frames frames, StoredRun run, RunEvent.Ended ended, ProblemCode code, String sentence) {
        frames.add(
                thread(run),
                FrameType.ERROR,
                answer(run)
                        .put("error", Optional.ofNullable(ended.error()).orElse(sentence))
                        .put(
                                "code",
                                Optional.ofNullable(ended.errorCode())
                                        .orElse(code)
                                        .wire()));
    }

    private static ObjectNode start(StoredRun run, RunEvent.Prompted prompted) {
        var members = answer(run).put("model", prompted.model()).put("provider", prompted.provider());
        members.put("request", run.request()).put("maxTurns", run.turnsMax()).put("budgetUsd", run.budgetUsd());
        return prompted.standIn() == null ? members : members.put("standIn", prompted.standIn());
    }

    private static ObjectNode toolEnd(StoredRun run, RunEvent.StepEnded ended) {
        return answer(run)
                .put("toolCallId", ended.toolCallId())
                .put("tool", ended.tool())
                .put("output", ended.output())
                .put("isError", ended.isError())
                .put("durationMs", ended.durationMs());
    }

    private static ObjectNode finish(StoredRun run, RunEvent.Ended ended) {
        var startedAt = run.view().startedAt();
        var members = answer(run)
                .put("costUsd", ended.costUsd())
                .put(
                        "durationMs",
                        startedAt == null
                                ? 0
                                : Math.max(
                                        0,
                                        Duration.between(startedAt, ended.at()).toMillis()));
        members.putRawValue("usage", new RawValue(Json.show(ended.usage())));
        return members;
    }

    private static ThreadId thread(StoredRun run) {
        return run.view().threadId();
    }

    private static ObjectNode answer(StoredRun run) {
        return object().put("messageId", run.answerId().value());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** The frames of one row as they are counted. */
    private static final class Frames {
        private final long ordering;
        private final List<StreamFrame> all = new ArrayList<>();

        private Frames(long ordering) {
            this.ordering = ordering;
        }

        private void add(@Nullable ThreadId thread, FrameType type, com.fasterxml.jackson.databind.JsonNode members) {
            long seq = FrameSeq.ofRow(ordering, all.size());
            var text = Json.show(members);
            all.add(new StreamFrame(
                    seq, thread, type, new FrameBody(type, text.substring(1, text.length() - 1)).json(seq)));
        }
    }
}
