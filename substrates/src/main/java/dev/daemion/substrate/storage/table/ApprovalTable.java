package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.approval.ApprovalEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Approvals: questions to a person and how they were answered. */
public final class ApprovalTable implements Projection {
    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (!(row.entry() instanceof ApprovalEvent event)) {
            return;
        }
        switch (event) {
            case ApprovalEvent.Requested requested -> insert(sql, row.entityId(), requested);
            case ApprovalEvent.Decided decided ->
                sql.update(
                        "UPDATE approvals SET status = ?, decision = ?, scope = ?, decided_us = ?, decided_by = ?"
                                + " WHERE approval_id = ?",
                        status(decided.decision()).wire(),
                        decided.decision().wire(),
                        decided.scope().wire(),
                        decided.at(),
                        decided.decidedBy(),
                        row.entityId());
            case ApprovalEvent.Expired _ ->
                sql.update(
                        "UPDATE approvals SET status = ? WHERE approval_id = ?",
                        ApprovalStatus.EXPIRED.wire(),
                        row.entityId());
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM approvals");
    }

    public static Optional<ApprovalView> find(Sql sql, ApprovalId id) throws SQLException {
        return sql.first("SELECT * FROM approvals WHERE approval_id = ?", ApprovalTable::view, id);
    }

    /** Refused: APPROVAL_NOT_FOUND. */
    public static ApprovalView one(Sql sql, ApprovalId id) throws SQLException {
        return find(sql, id)
                .orElseThrow(() -> new Problem(ProblemCode.APPROVAL_NOT_FOUND, "there is no approval " + id));
    }

    /** Pending ones first, each kind newest first. */
    public static List<ApprovalView> list(Sql sql, StorageQuery.Approvals query) throws SQLException {
        var conditions = new ArrayList<String>();
        var values = new ArrayList<@Nullable Object>();
        if (query.status() != null) {
            conditions.add("status = ?");
            values.add(query.status().wire());
        }
        if (query.kind() != null) {
            conditions.add("kind = ?");
            values.add(query.kind().wire());
        }
        values.add(Limit.of(query.limit()));
        return sql.list(
                "SELECT * FROM approvals " + (conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions))
                        + " ORDER BY status <> 'pending', created_us DESC, approval_id DESC LIMIT ?",
                ApprovalTable::view,
                values.toArray());
    }

    /** The longest overdue first. */
    public static List<ApprovalView> overdue(Sql sql, StorageQuery.OverdueApprovals query) throws SQLException {
        var after = query.after();
        return sql.list(
                "SELECT * FROM approvals WHERE status = ? AND expires_us < ? AND (expires_us, approval_id) > (?, ?)"
                        + " ORDER BY expires_us, approval_id LIMIT ?",
                ApprovalTable::view,
                ApprovalStatus.PENDING.wire(),
                query.now(),
                query.from(),
                after == null ? "" : after.value(),
                Limit.of(query.limit()));
    }

    private static ApprovalStatus status(Decision decision) {
        return switch (decision) {
            case APPROVE -> ApprovalStatus.APPROVED;
            case DENY -> ApprovalStatus.DENIED;
        };
    }

    private static void insert(Sql sql, String id, ApprovalEvent.Requested requested) throws SQLException {
        sql.update(
                "INSERT INTO approvals (approval_id, kind, status, title, summary, detail, content_hash, extension_id,"
                        + " run_id, thread_id, created_us, expires_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                id,
                requested.kind().wire(),
                ApprovalStatus.PENDING.wire(),
                requested.title(),
                requested.summary(),
                Json.store(requested.detail()),
                requested.contentHash(),
                requested.extensionId(),
                requested.runId(),
                requested.threadId(),
                requested.at(),
                requested.expiresAt());
    }

    private static ApprovalView view(Row row) throws SQLException {
        return new ApprovalView(
                new ApprovalId(row.text("approval_id")),
                ApprovalKind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                ApprovalStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.text("title"),
                row.text("summary"),
                json(row.text("detail")),
                row.text("content_hash"),
                map(row.textOrNull("extension_id"), ExtensionId::new),
                map(row.textOrNull("run_id"), RunId::new),
                map(row.textOrNull("thread_id"), ThreadId::new),
                row.time("created_us"),
                row.timeOrNull("expires_us"),
                map(row.textOrNull("decision"), text -> Decision.valueOf(text.toUpperCase(Locale.ROOT))),
                map(row.textOrNull("scope"), text -> Scope.valueOf(text.toUpperCase(Locale.ROOT))),
                row.timeOrNull("decided_us"),
                row.textOrNull("decided_by"));
    }

    private static <T> @Nullable T map(@Nullable String text, Function<String, T> reader) {
        return text == null ? null : reader.apply(text);
    }

    private static JsonNode json(String text) {
        try {
            return Json.stored().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the detail of a stored approval is damaged: rebuild the read tables", e);
        }
    }
}
