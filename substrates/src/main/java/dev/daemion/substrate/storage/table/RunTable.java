package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs: where each is, what it may use, what it used. Steps are not copied here: they are read off the journal. */
public final class RunTable implements Projection {
    private static final int AGENT_TURNS_MAX = 100_000;
    private static final String INSERT =
            "INSERT INTO runs (run_id, thread_id, turn_id, answer_id, position, kind, \"trigger\", agent_id, status,"
                    + " queued_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (run_id) DO NOTHING";

    private final JournalRows journal;

    public RunTable(JournalRows journal) {
        this.journal = journal;
    }

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        switch (row.entry()) {
            case ThreadEvent.TurnPosted posted -> queue(sql, row, posted);
            case ThreadEvent.TurnWithdrawn withdrawn ->
                sql.update(
                        "UPDATE runs SET status = ?, finished_us = ? WHERE run_id = ?",
                        RunStatus.CANCELLED.wire(),
                        withdrawn.at(),
                        withdrawn.runId());
            case RunEvent event -> change(sql, row, new RunId(row.entityId()), event);
            default -> {} // Of other entities nothing concerns a run.
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM runs");
    }

    public static Optional<StoredRun> find(Sql sql, RunId id) throws SQLException {
        return sql.first("SELECT * FROM runs WHERE run_id = ?", StoredRun::read, id);
    }

    /** The run that made or is making an assistant turn, or answers a user turn. */
    public static Optional<StoredRun> ofTurn(Sql sql, TurnId id) throws SQLException {
        var asAnswer = sql.first("SELECT * FROM runs WHERE answer_id = ?", StoredRun::read, id);
        return asAnswer.isPresent()
                ? asAnswer
                : sql.first(
                        "SELECT r.* FROM runs r JOIN turns t ON t.run_id = r.run_id WHERE t.turn_id = ?",
                        StoredRun::read,
                        id);
    }

    /** With its steps. Refused: RUN_NOT_FOUND. */
    public RunView one(Sql sql, RunId id) throws SQLException {
        var run = find(sql, id)
                .orElseThrow(() -> new Problem(ProblemCode.RUN_NOT_FOUND, "there is no run " + id))
                .view();
        var rows = journal.ofRun(sql, id, Long.MAX_VALUE);
        return StoredRun.withSteps(run, Answer.of(rows).steps(), payload(rows));
    }

    private static @Nullable JsonNode payload(List<JournalRow> rows) {
        for (var row : rows) {
            if (row.entry() instanceof RunEvent.Started started) {
                var firing = started.assignment() == null
                        ? null
                        : started.assignment().firing();
                return firing == null ? null : firing.payload();
            }
        }
        return null;
    }

    /** The youngest {@value #AGENT_TURNS_MAX}, oldest first. */
    public static List<StorageQuery.AgentTurn> agentTurns(Sql sql, Instant since) throws SQLException {
        return sql.list(
                "SELECT run_id, agent_id, queued_us FROM (SELECT run_id, agent_id, queued_us FROM runs"
                        + " WHERE queued_us >= ? AND coalesce(wanted_model, '') <> 'direct'"
                        + " ORDER BY queued_us DESC LIMIT ?) ORDER BY queued_us",
                row -> new StorageQuery.AgentTurn(
                        new RunId(row.text("run_id")), row.text("agent_id"), row.time("queued_us")),
                since,
                AGENT_TURNS_MAX);
    }

    /** Newest first, without steps. */
    public static List<RunView> list(Sql sql, StorageQuery.Runs query) throws SQLException {
        return list(sql, query, null, Limit.of(query.limit()));
    }

    /** Newest first, without steps; nothing after a run that is not kept any more. */
    public static Page<RunView> page(Sql sql, StorageQuery.RunPage query) throws SQLException {
        int limit = Limit.of(query.which().limit());
        var found = list(sql, query.which(), query.after(), limit + 1);
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), found.get(limit - 1).id().value());
    }

    private static List<RunView> list(Sql sql, StorageQuery.Runs query, @Nullable RunId after, int limit)
            throws SQLException {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        add(conditions, values, "job = ?", query.job());
        add(conditions, values, "thread_id = ?", query.threadId());
        add(conditions, values, "status = ?", wire(query.status()));
        add(conditions, values, "(queued_us, run_id) < (SELECT queued_us, run_id FROM runs WHERE run_id = ?)", after);
        values.add(limit);
        return sql.list(
                "SELECT * FROM runs " + (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
                        + " ORDER BY queued_us DESC, run_id DESC LIMIT ?",
                row -> StoredRun.read(row).view(),
                values.toArray());
    }

    /** Newest first, without steps. */
    public static List<RunView> ofJobs(Sql sql, StorageQuery.JobRuns query) throws SQLException {
        return query.job() != null
                ? list(sql, new StorageQuery.Runs(query.job(), null, null, query.limit()))
                : sql.list(
                        "SELECT * FROM runs WHERE kind = 'job' ORDER BY queued_us DESC, run_id DESC LIMIT ?",
                        row -> StoredRun.read(row).view(),
                        Limit.of(query.limit()));
    }

    private static @Nullable String wire(@Nullable RunStatus status) {
        return status == null ? null : status.wire();
    }

    private static void add(
            List<String> conditions, List<@Nullable Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            values.add(value);
        }
    }

    private static void queue(Sql sql, JournalRow row, ThreadEvent.TurnPosted posted) throws SQLException {
        sql.update(
                INSERT,
                posted.runId(),
                new ThreadId(row.entityId()),
                posted.turnId(),
                posted.answerId(),
                TurnTable.position(row.ordering()),
                RunKind.CHAT.wire(),
                "message",
                posted.agentId(),
                RunStatus.QUEUED.wire(),
                posted.at());
    }

    private void change(Sql sql, JournalRow row, RunId id, RunEvent event) throws SQLException {
        switch (event) {
            case RunEvent.Started started -> start(sql, row, id, started);
            case RunEvent.Prompted prompted ->
                // A run that nobody waits for has its place among those at work only now.
                sql.update(
                        "UPDATE runs SET provider = ?, model = ?, status = CASE status WHEN 'queued' THEN 'running'"
                                + " ELSE status END, started_us = coalesce(started_us, ?) WHERE run_id = ?",
                        prompted.provider(),
                        prompted.model(),
                        prompted.at(),
                        id);
            case RunEvent.Replied replied ->
                sql.update(
                        "UPDATE runs SET input_tokens = coalesce(input_tokens, 0) + ?,"
                                + " output_tokens = coalesce(output_tokens, 0) + ?,"
                                + " cache_read_tokens = coalesce(cache_read_tokens, 0) + ?,"
                                + " cache_write_tokens = coalesce(cache_write_tokens, 0) + ? WHERE run_id = ?",
                        replied.usage().inputTokens(),
                        replied.usage().outputTokens(),
                        replied.usage().cacheReadTokens(),
                        replied.usage().cacheWriteTokens(),
                        id);
            case RunEvent.Blocked _ ->
                sql.update(
                        "UPDATE runs SET status = 'blocked', blocked_count = blocked_count + 1 WHERE run_id = ?", id);
            case RunEvent.Unblocked _ ->
                sql.update(
                        "UPDATE runs SET blocked_count = blocked_count - 1, status = CASE WHEN blocked_count > 1 THEN"
                                + " status ELSE 'running' END WHERE run_id = ?",
                        id);
            case RunEvent.Ended ended -> end(sql, row, id, ended);
            case RunEvent.StepStarted _, RunEvent.StepEnded _ -> {}
        }
    }

    private static void start(Sql sql, JournalRow row, RunId id, RunEvent.Started started) throws SQLException {
        boolean isAtWork = started.kind() == RunKind.CHAT;
        var status = isAtWork ? RunStatus.RUNNING : RunStatus.QUEUED;
        // A run that answers a message is there already, with the message's position; any other begins here.
        sql.update(
                INSERT,
                id,
                started.threadId(),
                started.turnId(),
                started.answerId(),
                TurnTable.position(row.ordering()),
                started.kind().wire(),
                started.trigger(),
                started.agentId(),
                status.wire(),
                started.at());
        var firing = started.assignment() == null ? null : started.assignment().firing();
        sql.update(
                "UPDATE runs SET job = ?, version = ?, planned_us = ?, attempt = ? WHERE run_id = ?",
                firing == null ? null : firing.job(),
                firing == null ? null : firing.version(),
                firing == null ? null : firing.plannedAt(),
                firing == null ? 1 : firing.attempt(),
                id);
        sql.update(
                "UPDATE runs SET kind = ?, \"trigger\" = ?, agent_id = ?, status = ?, started_us = ?, request = ?,"
                        + " wanted_model = ?, turns_max = ?, budget_usd = ? WHERE run_id = ?",
                started.kind().wire(),
                started.trigger(),
                started.agentId(),
                status.wire(),
                isAtWork ? started.at() : null,
                started.limits().request(),
                started.limits().model(),
                started.limits().turnsMax(),
                started.limits().budgetUsd(),
                id);
    }

    private void end(Sql sql, JournalRow row, RunId id, RunEvent.Ended ended) throws SQLException {
        var said = Answer.of(journal.ofRun(sql, id, row.ordering() + 1)).text();
        sql.update(
                "UPDATE runs SET status = ?, finished_us = ?, cost_usd = ?, input_tokens = ?, output_tokens = ?,"
                        + " cache_read_tokens = ?, cache_write_tokens = ?, output = ?, error_code = ?, error = ?,"
                        + " blocked_count = 0 WHERE run_id = ?",
                ended.status().wire(),
                ended.at(),
                ended.costUsd(),
                ended.usage().inputTokens(),
                ended.usage().outputTokens(),
                ended.usage().cacheReadTokens(),
                ended.usage().cacheWriteTokens(),
                said.isEmpty() ? null : said,
                ended.errorCode() == null ? null : ended.errorCode().wire(),
                ended.error(),
                id);
    }
}
