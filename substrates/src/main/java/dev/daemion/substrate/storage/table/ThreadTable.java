package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Threads: their settings, when they were touched, whether something runs in them, what nobody has read. */
public final class ThreadTable implements Projection {
    private static final String TOUCH = "UPDATE threads SET updated_us = ?, last_turn_us = ?";

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (!(row.entry() instanceof ThreadEvent event)) {
            return;
        }
        var id = row.entityId();
        switch (event) {
            case ThreadEvent.Created created -> insert(sql, id, created.settings(), created.at());
            case ThreadEvent.Changed changed -> change(sql, id, changed.settings(), changed.at());
            case ThreadEvent.TurnCopied copied ->
                sql.update(TOUCH + " WHERE thread_id = ?", copied.at(), copied.at(), id);
            case ThreadEvent.TurnPosted posted ->
                sql.update(TOUCH + " WHERE thread_id = ?", posted.at(), posted.at(), id);
            case ThreadEvent.TurnBegun _ -> sql.update("UPDATE threads SET running = 1 WHERE thread_id = ?", id);
            case ThreadEvent.TurnWithdrawn withdrawn ->
                sql.update("UPDATE threads SET updated_us = ? WHERE thread_id = ?", withdrawn.at(), id);
            case ThreadEvent.TurnAnswered answered ->
                sql.update(
                        TOUCH + ", running = 0, unread = unread + ? WHERE thread_id = ?",
                        answered.at(),
                        answered.at(),
                        unread(sql, row),
                        id);
            case ThreadEvent.TurnNoted noted ->
                sql.update(
                        TOUCH + ", unread = unread + ? WHERE thread_id = ?",
                        noted.at(),
                        noted.at(),
                        noted.role() == Role.ASSISTANT ? unread(sql, row) : 0,
                        id);
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM threads");
    }

    /** True when the event may change what a list of threads shows. */
    public static boolean isTouchedBy(JournalRow row) {
        return row.entry() instanceof ThreadEvent;
    }

    /** Everything up to a journal row is read; true when something was unread. */
    public static boolean markRead(Sql sql, ThreadId id, long ordering) throws SQLException {
        sql.update(
                "INSERT INTO thread_reads (thread_id, ordering) SELECT thread_id, ? FROM threads WHERE thread_id = ?"
                        + " ON CONFLICT (thread_id) DO UPDATE SET ordering = max(ordering, excluded.ordering)",
                ordering,
                id);
        return sql.update("UPDATE threads SET unread = 0 WHERE thread_id = ? AND unread > 0", id) > 0;
    }

    public static Optional<ThreadView> find(Sql sql, ThreadId id) throws SQLException {
        return sql.first("SELECT * FROM threads WHERE thread_id = ?", ThreadTable::view, id);
    }

    /** Refused: THREAD_NOT_FOUND. */
    public static ThreadView one(Sql sql, ThreadId id) throws SQLException {
        return find(sql, id).orElseThrow(() -> new Problem(ProblemCode.THREAD_NOT_FOUND, "there is no thread " + id));
    }

    /** Last touched first. Refused: VALIDATION_FAILED for a cursor that is none of ours. */
    public static Page<ThreadView> page(Sql sql, StorageQuery.Threads query) throws SQLException {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        if (query.archived() != null) {
            conditions.add("archived = ?");
            values.add(query.archived());
        }
        if (query.text() != null && !query.text().isBlank()) {
            // Not LIKE: it would fold ASCII only and read % and _ as wild cards.
            conditions.add("instr(title_folded, ?) > 0");
            values.add(folded(query.text().strip()));
        }
        if (query.cursor() != null) {
            var cursor = ThreadCursor.parse(query.cursor());
            conditions.add("(updated_us, thread_id) < (?, ?)");
            values.add(cursor.updatedMicros());
            values.add(cursor.id());
        }
        int limit = Limit.of(query.limit());
        values.add(limit + 1);
        var rows = sql.list(
                "SELECT * FROM threads " + (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
                        + " ORDER BY updated_us DESC, thread_id DESC LIMIT ?",
                ThreadTable::view,
                values.toArray());
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        var items = rows.subList(0, limit);
        return new Page<>(items, ThreadCursor.after(items.getLast()).text());
    }

    /** Of an agent, last touched and no job's own. */
    public static Optional<ThreadId> recent(Sql sql, String agentId) throws SQLException {
        return sql.first(
                "SELECT thread_id FROM threads WHERE agent_id = ? AND archived = 0 AND NOT EXISTS (SELECT 1 FROM jobs"
                        + " WHERE jobs.thread_id = threads.thread_id) ORDER BY updated_us DESC, thread_id DESC LIMIT 1",
                row -> new ThreadId(row.text("thread_id")),
                agentId);
    }

    /** Threads with a run that has not ended or a message that waits. */
    public static List<ThreadId> open(Sql sql) throws SQLException {
        return sql.list(
                "SELECT thread_id FROM threads WHERE running = 1 UNION"
                        + " SELECT thread_id FROM runs WHERE kind <> 'job'"
                        + " AND status IN ('queued', 'running', 'blocked') ORDER BY 1",
                row -> new ThreadId(row.text("thread_id")));
    }

    static ThreadView view(Row row) throws SQLException {
        return new ThreadView(
                new ThreadId(row.text("thread_id")),
                row.text("title"),
                row.text("agent_id"),
                row.textOrNull("model"),
                row.text("mode"),
                row.textOrNull("project_id"),
                row.flag("archived"),
                row.time("created_us"),
                row.time("updated_us"),
                row.timeOrNull("last_turn_us"),
                row.flag("running"),
                row.count("unread"));
    }

    private static void insert(Sql sql, String id, ThreadSettings settings, Instant at) throws SQLException {
        sql.update(
                "INSERT INTO threads (thread_id, title, title_folded, agent_id, model, mode, project_id, archived,"
                        + " created_us, updated_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                settings.title(),
                folded(settings.title()),
                settings.agentId(),
                settings.model(),
                settings.mode(),
                settings.projectId(),
                settings.archived(),
                at,
                at);
    }

    private static void change(Sql sql, String id, ThreadSettings settings, Instant at) throws SQLException {
        sql.update(
                "UPDATE threads SET title = ?, title_folded = ?, agent_id = ?, model = ?, mode = ?, project_id = ?,"
                        + " archived = ?, updated_us = ? WHERE thread_id = ?",
                settings.title(),
                folded(settings.title()),
                settings.agentId(),
                settings.model(),
                settings.mode(),
                settings.projectId(),
                settings.archived(),
                at,
                id);
    }

    private static String folded(String title) {
        return title.toLowerCase(Locale.ROOT);
    }

    /** 1 unless somebody has read past this row already, which happens only when the tables are derived anew. */
    private static long unread(Sql sql, JournalRow row) throws SQLException {
        return 1
                - sql.number(
                        "SELECT count(*) FROM thread_reads WHERE thread_id = ? AND ordering >= ?",
                        row.entityId(),
                        row.ordering());
    }
}
