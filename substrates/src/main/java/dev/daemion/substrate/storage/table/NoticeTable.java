package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.Notice;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.presentation.NoticeEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a person was told; the newest {@value #NOTICES_MAX}. */
public final class NoticeTable implements Projection {
    static final int NOTICES_MAX = 1_000;

    private static final String PLACE = "read_us IS NOT NULL, -at_us, notice_id";

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (!(row.entry() instanceof NoticeEvent event)) {
            return;
        }
        switch (event) {
            case NoticeEvent.Posted posted -> {
                insert(sql, posted.notice());
                sql.update(
                        "DELETE FROM notices WHERE notice_id IN"
                                + " (SELECT notice_id FROM notices ORDER BY notice_id DESC LIMIT -1 OFFSET ?)",
                        NOTICES_MAX);
            }
            case NoticeEvent.Repeated again ->
                sql.update(
                        "UPDATE notices SET count = ?, at_us = ?, read_us = NULL WHERE notice_id = ?",
                        again.count(),
                        again.at(),
                        again.id());
            case NoticeEvent.Read read ->
                sql.update("UPDATE notices SET read_us = ? WHERE notice_id = ?", read.at(), read.id());
            case NoticeEvent.AllRead all ->
                sql.update("UPDATE notices SET read_us = ? WHERE read_us IS NULL", all.at());
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM notices");
    }

    public static Optional<Notice> find(Sql sql, NoticeId id) throws SQLException {
        return sql.first("SELECT * FROM notices WHERE notice_id = ?", NoticeTable::notice, id);
    }

    /** Unread first, each newest first. A page after one that is gone is empty. */
    public static Page<Notice> page(Sql sql, StorageQuery.Notices query) throws SQLException {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        conditions.add(query.unreadOnly() ? "read_us IS NULL" : "TRUE");
        if (query.after() != null) {
            conditions.add("(" + PLACE + ") > (SELECT " + PLACE + " FROM notices WHERE notice_id = ?)");
            values.add(query.after());
        }
        int limit = Limit.of(query.limit());
        values.add(limit + 1);
        var found = sql.list(
                "SELECT * FROM notices WHERE " + String.join(" AND ", conditions) + " ORDER BY " + PLACE + " LIMIT ?",
                NoticeTable::notice,
                values.toArray());
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        var items = found.subList(0, limit);
        return new Page<>(items, items.getLast().id().value());
    }

    private static void insert(Sql sql, Notice notice) throws SQLException {
        sql.update(
                "INSERT INTO notices (notice_id, kind, title, text, thread_id, run_id, approval_id, job, count, at_us)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                notice.id(),
                notice.kind().wire(),
                notice.title(),
                notice.text(),
                notice.threadId(),
                notice.runId(),
                notice.approvalId(),
                notice.job(),
                notice.count(),
                notice.at());
    }

    private static Notice notice(Row row) throws SQLException {
        return new Notice(
                new NoticeId(row.text("notice_id")),
                NoticeKind.valueOf(row.text("kind").toUpperCase(Locale.ROOT).replace('-', '_')),
                row.text("title"),
                row.text("text"),
                map(row.textOrNull("thread_id"), ThreadId::new),
                map(row.textOrNull("run_id"), RunId::new),
                map(row.textOrNull("approval_id"), ApprovalId::new),
                row.textOrNull("job"),
                row.count("count"),
                row.time("at_us"),
                row.timeOrNull("read_us"));
    }

    private static <T> @Nullable T map(@Nullable String text, Function<String, T> reader) {
        return text == null ? null : reader.apply(text);
    }
}
