package dev.daemion.substrate.storage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.trigger.EventNames;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.protocol.TriggerProtocol.Event;
import dev.daemion.kernel.run.Firing;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.approval.ApprovalEvent;
import dev.daemion.substrate.extension.ExtensionEvent;
import dev.daemion.substrate.presentation.NoticeEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import dev.daemion.substrate.storage.table.RunTable;
import dev.daemion.substrate.storage.table.StoredRun;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a journal row means to jobs that wait for events:
 *
 * <table>
 * <caption>Events</caption>
 * <tr><td>{@code turn.finished}</td><td>an answer in a thread has ended</td></tr>
 * <tr><td>{@code run.finished}, {@code run.failed}</td><td>a run has ended well, or not</td></tr>
 * <tr><td>{@code session.blocked}</td><td>a run waits for a person</td></tr>
 * <tr><td>{@code approval.requested}</td><td>something waits for a person</td></tr>
 * <tr><td>{@code extension.changed}</td><td>an extension was made, changed, approved, switched or deleted</td></tr>
 * <tr><td>{@code budget.warned}, {@code job.paused}</td><td>as the notice says</td></tr>
 * </table>
 */
final class EventMapper {
    private EventMapper() {}

    static List<Event> events(Sql sql, JournalRows journal, JournalRow row) throws SQLException {
        var events = new ArrayList<Event>();
        switch (row.entry()) {
            case RunEvent.Ended ended -> {
                var run = RunTable.find(sql, new RunId(row.entityId()));
                if (run.isPresent()) {
                    addEnd(events, row, run.get(), body(sql, journal, run.get()), ended);
                }
            }
            case RunEvent.Blocked blocked -> {
                var run = RunTable.find(sql, new RunId(row.entityId()));
                if (run.isPresent()) {
                    events.add(event(
                            row,
                            EventNames.SESSION_BLOCKED,
                            job(run.get()),
                            body(sql, journal, run.get()),
                            blocked.at()));
                }
            }
            case ApprovalEvent.Requested requested ->
                events.add(event(
                        row,
                        EventNames.APPROVAL_REQUESTED,
                        null,
                        object().put("approval_id", row.entityId())
                                .put("kind", requested.kind().wire())
                                .put("title", requested.title()),
                        requested.at()));
            case ExtensionEvent changed ->
                changed.change()
                        .ifPresent(change -> events.add(event(
                                row,
                                EventNames.EXTENSION_CHANGED,
                                null,
                                object().put("extension_id", row.entityId()).put("change", change.wire()),
                                changed.at())));
            case NoticeEvent.Posted posted -> addNotice(events, row, posted);
            default -> {} // Nothing that jobs can wait for.
        }
        return events;
    }

    private static void addEnd(
            List<Event> events, JournalRow row, StoredRun run, ObjectNode about, RunEvent.Ended ended) {
        var body = about.put("status", ended.status().wire());
        if (ended.costUsd() != null) {
            body.put("cost_usd", ended.costUsd().doubleValue());
        }
        if (ended.error() != null) {
            body.put("error", ended.error());
        }
        boolean hasFailed = ended.status() == RunStatus.FAILED || ended.status() == RunStatus.INTERRUPTED;
        if (hasFailed || ended.status() == RunStatus.SUCCEEDED) {
            events.add(event(
                    row, hasFailed ? EventNames.RUN_FAILED : EventNames.RUN_FINISHED, job(run), body, ended.at()));
        }
        if (run.view().kind() == RunKind.CHAT) {
            events.add(event(row, EventNames.TURN_FINISHED, null, body, ended.at()));
        }
    }

    private static void addNotice(List<Event> events, JournalRow row, NoticeEvent.Posted posted) {
        var notice = posted.notice();
        boolean isBudget = notice.kind() == NoticeKind.BUDGET_WARNED;
        if (isBudget || notice.kind() == NoticeKind.JOB_PAUSED) {
            var body = object().put("title", notice.title()).put("text", notice.text());
            if (notice.job() != null) {
                body.put("job", notice.job());
            }
            events.add(event(
                    row, isBudget ? EventNames.BUDGET_WARNED : EventNames.JOB_PAUSED, notice.job(), body, notice.at()));
        }
    }

    private static Event event(JournalRow row, String name, @Nullable String job, ObjectNode body, Instant at) {
        return new Event(row.ordering(), name, job, body.put("name", name).put("at", at.toString()), at);
    }

    private static @Nullable String job(StoredRun run) {
        return run.view().job();
    }

    private static ObjectNode body(Sql sql, JournalRows journal, StoredRun run) throws SQLException {
        var body = body(run);
        return run.view().job() != null && isByEvent(sql, journal, run) ? body.put(Firing.BY_EVENT, true) : body;
    }

    /** What a job's run was fired for stands in its first row. */
    private static boolean isByEvent(Sql sql, JournalRows journal, StoredRun run) throws SQLException {
        for (var first : journal.matching(
                sql,
                "persistence_id = ? AND sequence_number = 1",
                JournalRow.ofRun(run.view().id()))) {
            if (first.entry() instanceof RunEvent.Started started && started.assignment() != null) {
                var firing = started.assignment().firing();
                return firing != null && Firing.isByEvent(firing.trigger(), firing.payload());
            }
        }
        return false;
    }

    private static ObjectNode body(StoredRun run) {
        var view = run.view();
        var body = object().put("run_id", view.id().value())
                .put("thread_id", view.threadId().value())
                .put("kind", view.kind().wire())
                .put("trigger", view.trigger())
                .put("agent_id", view.agentId());
        return view.job() == null ? body : body.put("job", view.job());
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
