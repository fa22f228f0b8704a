package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.job.SlotView;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.JobFigure;
import dev.daemion.kernel.protocol.StorageQuery.JobStanding;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import dev.daemion.substrate.trigger.JobEvent;
import dev.daemion.substrate.trigger.JobState;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How jobs stand, and what became of their due times; of each job the newest {@value #SLOTS_MAX}. */
public final class JobTable implements Projection {
    static final int SLOTS_MAX = 1_000;
    private static final int FIRED_LOOKED_AT = 256;

    /** Runs that a forecast goes by. */
    private static final int RUNS_LOOKED_AT = 20;

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (!(row.entry() instanceof JobEvent event)) {
            return;
        }
        var id = row.entityId();
        var state = sql.first("SELECT state FROM jobs WHERE job_id = ?", JobTable::state, id)
                .orElse(JobState.EMPTY)
                .apply(event);
        sql.update(
                "INSERT INTO jobs (job_id, state, last_planned_us, is_busy) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT (job_id) DO UPDATE SET state = excluded.state,"
                        + " last_planned_us = excluded.last_planned_us, is_busy = excluded.is_busy",
                id,
                Json.store(state),
                state.lastPlanned(),
                state.isBusy() || !state.waiting().isEmpty());
        switch (event) {
            case JobEvent.Fired fired ->
                slot(
                        sql,
                        row,
                        fired.job(),
                        fired.version(),
                        fired.occasion().plannedAt(),
                        fired.occasion().plannedAt(),
                        1,
                        SlotView.Outcome.FIRED,
                        null,
                        fired.occasion().trigger(),
                        fired.runId(),
                        fired.at());
            case JobEvent.PassedOver passed ->
                slot(
                        sql,
                        row,
                        passed.job().isEmpty() ? nameOf(sql, id) : passed.job(),
                        passed.version(),
                        passed.from(),
                        passed.until(),
                        passed.count(),
                        passed.outcome(),
                        passed.reason(),
                        passed.trigger(),
                        null,
                        passed.at());
            case JobEvent.RunEnded ended
            when ended.status() == RunStatus.SKIPPED ->
                sql.update(
                        "UPDATE slots SET outcome = ?, reason = ?, run_id = NULL WHERE job_id = ? AND run_id = ?",
                        SlotView.Outcome.SKIPPED.wire(),
                        Objects.requireNonNullElse(ended.reason(), "it could not be started"),
                        id,
                        ended.runId());
            case JobEvent.Queued _,
                    JobEvent.RunEnded _,
                    JobEvent.RetryPlanned _,
                    JobEvent.Delivered _,
                    JobEvent.Dropped _ -> {} // None of them decides about a due time.
        }
    }

    /** What a job that is gone was called. */
    private static String nameOf(Sql sql, String id) throws SQLException {
        return sql.first(
                        "SELECT job FROM slots WHERE job_id = ? ORDER BY ordering DESC LIMIT 1",
                        slot -> slot.text("job"),
                        id)
                .orElse("");
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM jobs");
        sql.update("DELETE FROM slots");
    }

    private static void slot(
            Sql sql,
            JournalRow row,
            String job,
            int version,
            Instant from,
            Instant until,
            int count,
            SlotView.Outcome outcome,
            @Nullable String reason,
            String trigger,
            @Nullable RunId runId,
            Instant at)
            throws SQLException {
        sql.update(
                "INSERT INTO slots (ordering, job_id, job, version, planned_us, until_us, count, outcome, reason,"
                        + " \"trigger\", run_id, decided_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.ordering(),
                row.entityId(),
                job,
                version,
                from,
                until,
                count,
                outcome.wire(),
                reason,
                trigger,
                runId,
                at);
        sql.update(
                "DELETE FROM slots WHERE job_id = ? AND ordering <= (SELECT ordering FROM slots WHERE job_id = ?"
                        + " ORDER BY ordering DESC LIMIT 1 OFFSET ?)",
                row.entityId(),
                row.entityId(),
                SLOTS_MAX);
    }

    /** Those named, or all that ever fired when none are. */
    public static List<JobStanding> standings(Sql sql, StorageQuery.JobStandings query) throws SQLException {
        if (query.jobs().isEmpty()) {
            return sql.list("SELECT job_id, state FROM jobs", JobTable::standing);
        }
        var all = new ArrayList<JobStanding>();
        for (var id : query.jobs()) {
            sql.first("SELECT job_id, state FROM jobs WHERE job_id = ?", JobTable::standing, id)
                    .ifPresent(all::add);
        }
        return all;
    }

    /** Newest first. */
    public static Page<SlotView> slots(Sql sql, StorageQuery.Slots query) throws SQLException {
        int limit = Limit.of(query.limit());
        var found = sql.list(
                "SELECT * FROM slots WHERE job = ? AND ordering < ? ORDER BY ordering DESC LIMIT ?",
                row -> Map.entry(row.number("ordering"), slotView(row)),
                query.job(),
                query.before() == null ? Long.MAX_VALUE : query.before(),
                limit + 1);
        var shown = found.stream().limit(limit).map(Map.Entry::getValue).toList();
        return new Page<>(
                shown,
                found.size() <= limit
                        ? null
                        : String.valueOf(found.get(limit - 1).getKey()));
    }

    /** As many are looked at as the job itself remembers. */
    public static Optional<RunId> fired(Sql sql, JournalRows journal, StorageQuery.FiredRun query) throws SQLException {
        return journal
                .matching(
                        sql,
                        "persistence_id = ? AND event_ser_manifest = 'job-fired' ORDER BY sequence_number DESC LIMIT ?",
                        "job" + JournalRow.SEPARATOR + query.job(),
                        FIRED_LOOKED_AT)
                .stream()
                .map(JournalRow::entry)
                .filter(JobEvent.Fired.class::isInstance)
                .map(JobEvent.Fired.class::cast)
                .filter(fired -> fired.occasion().key().equals(query.key())
                        && fired.occasion().attempt() == 1)
                .map(JobEvent.Fired::runId)
                .findFirst();
    }

    /** Of every job that has run: what its last runs cost and how long they took, on average. */
    public static List<JobFigure> figures(Sql sql) throws SQLException {
        return sql.list(
                "SELECT job, avg(CAST(cost_usd AS REAL)) AS cost, avg(finished_us - started_us) AS took FROM (SELECT"
                    + " job, cost_usd, started_us, finished_us, row_number() OVER (PARTITION BY job ORDER BY queued_us"
                    + " DESC) AS place FROM runs WHERE job IS NOT NULL AND finished_us IS NOT NULL AND started_us IS"
                    + " NOT NULL) WHERE place <= ? GROUP BY job",
                row -> new JobFigure(
                        row.text("job"), row.decimalOrNull("cost"), Math.max(0, row.number("took") / 1_000)),
                RUNS_LOOKED_AT);
    }

    private static JobState state(Row row) throws SQLException {
        return Json.restore(row.text("state"), JobState.class);
    }

    private static JobStanding standing(Row row) throws SQLException {
        var state = state(row);
        var retry = state.retry();
        return new JobStanding(
                new ExtensionId(row.text("job_id")),
                state.lastPlanned(),
                state.threadId(),
                state.open().stream().map(JobState.OpenRun::runId).toList(),
                state.waiting().size(),
                retry == null ? null : retry.dueAt(),
                state.failureCount());
    }

    private static SlotView slotView(Row row) throws SQLException {
        var runId = row.textOrNull("run_id");
        return new SlotView(
                row.text("job"),
                row.count("version"),
                row.time("planned_us"),
                row.time("until_us"),
                row.count("count"),
                SlotView.Outcome.valueOf(row.text("outcome").toUpperCase(Locale.ROOT)),
                row.textOrNull("reason"),
                row.text("trigger"),
                runId == null ? null : new RunId(runId),
                row.time("decided_us"));
    }
}
