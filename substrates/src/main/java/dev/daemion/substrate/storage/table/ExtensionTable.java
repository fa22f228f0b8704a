package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.IndexedExtension;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.extension.ExtensionEvent;
import dev.daemion.substrate.extension.Standing;
import dev.daemion.substrate.extension.Version;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Extensions in the version people see, and all their versions beside. */
public final class ExtensionTable implements Projection {
    private static final String BUILT_IN = ExtensionSource.BUILT_IN.wire();

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (!(row.entry() instanceof ExtensionEvent event)) {
            return;
        }
        var id = row.entityId();
        for (var version : event.added()) {
            keep(sql, id, version);
        }
        if (event instanceof ExtensionEvent.Created created) {
            insert(sql, id, created);
            return;
        }
        if (event instanceof ExtensionEvent.Updated updated && updated.seedDigest() != null) {
            sql.update(
                    "UPDATE extensions SET seed_digest = ?, is_essential = ? WHERE extension_id = ?",
                    updated.seedDigest(),
                    updated.isEssential(),
                    id);
        }
        if (event instanceof ExtensionEvent.Deleted deleted && deleted.wentWithSeed()) {
            sql.update("UPDATE extensions SET seed_digest = NULL WHERE extension_id = ?", id);
        }
        var present = sql.first("SELECT * FROM extensions WHERE extension_id = ?", ExtensionTable::stored, id);
        if (present.isPresent() && event.change().isPresent()) {
            var standing =
                    Standing.after(present.get().standing(), present.get().isBuiltIn(), event);
            update(sql, id, standing, event);
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM extensions");
        sql.update("DELETE FROM extension_versions");
    }

    /** Refused: EXTENSION_NOT_FOUND, also for a deleted one. */
    public static ExtensionView one(Sql sql, ExtensionId id) throws SQLException {
        return sql.first("SELECT * FROM extensions WHERE extension_id = ? AND is_deleted = 0", ExtensionTable::view, id)
                .orElseThrow(() -> new Problem(ProblemCode.EXTENSION_NOT_FOUND, "there is no extension " + id));
    }

    /** Newest first. */
    public static Page<ExtensionView> page(Sql sql, StorageQuery.Extensions query) throws SQLException {
        var where = new StringBuilder("is_deleted = 0");
        var values = new ArrayList<@Nullable Object>();
        filter(where, values, "type = ?", Optional.ofNullable(query.type()).map(ExtensionType::wire));
        filter(where, values, "enabled = ?", Optional.ofNullable(query.enabled()));
        filter(where, values, "source = ?", Optional.ofNullable(query.source()).map(ExtensionSource::wire));
        filter(where, values, "status = ?", Optional.ofNullable(query.status()).map(ExtensionStatus::wire));
        filter(where, values, "owner_agent_id = ?", Optional.ofNullable(query.ownerAgentId()));
        holding(where, values, query.text());
        return page(sql, where, values, query.cursor(), query.limit());
    }

    /** Newest first. */
    public static Page<ExtensionView> artifacts(Sql sql, StorageQuery.Artifacts query) throws SQLException {
        var where = new StringBuilder("is_deleted = 0 AND type = 'artifact'");
        var values = new ArrayList<@Nullable Object>();
        filter(
                where,
                values,
                "json_extract(definition, '$.threadId') = ?",
                Optional.ofNullable(query.threadId()).map(ThreadId::value));
        return page(sql, where, values, query.cursor(), query.limit());
    }

    private static Page<ExtensionView> page(
            Sql sql, StringBuilder where, List<@Nullable Object> values, @Nullable String cursor, int limitAsked)
            throws SQLException {
        filter(where, values, "extension_id < ?", Optional.ofNullable(cursor));
        int limit = Limit.of(limitAsked);
        values.add(limit + 1);
        var found = sql.list(
                "SELECT * FROM extensions WHERE " + where + " ORDER BY extension_id DESC LIMIT ?",
                ExtensionTable::view,
                values.toArray());
        return found.size() <= limit
                ? new Page<>(found, null)
                : new Page<>(found.subList(0, limit), found.get(limit - 1).id().value());
    }

    /** Refused: EXTENSION_NOT_FOUND. */
    public static ExtensionView named(Sql sql, ExtensionType type, String name) throws SQLException {
        return sql.first(
                        "SELECT * FROM extensions WHERE type = ? AND name = ? AND is_deleted = 0",
                        ExtensionTable::view,
                        type.wire(),
                        name)
                .orElseThrow(() ->
                        new Problem(ProblemCode.EXTENSION_NOT_FOUND, "there is no " + type.wire() + " called " + name));
    }

    /** Refused: EXTENSION_NOT_FOUND, NOT_FOUND. */
    public static JsonNode version(Sql sql, ExtensionId id, int version) throws SQLException {
        var name = one(sql, id).name();
        return sql.first(
                        "SELECT definition FROM extension_versions WHERE extension_id = ? AND version = ?",
                        row -> json(row.text("definition")),
                        id,
                        version)
                .orElseThrow(() -> new Problem(ProblemCode.NOT_FOUND, name + " has no version " + version));
    }

    public static List<ExtensionView> deleted(Sql sql, StorageQuery.DeletedExtensions query) throws SQLException {
        var where = new StringBuilder("is_deleted = 1");
        var values = new ArrayList<@Nullable Object>();
        holding(where, values, query.text());
        values.add(Limit.of(query.limit()));
        return sql.list(
                "SELECT * FROM extensions WHERE " + where + " ORDER BY updated_us DESC, extension_id DESC LIMIT ?",
                ExtensionTable::view,
                values.toArray());
    }

    public static Optional<ExtensionView> lastChanged(Sql sql, StorageQuery.LastChanged query) throws SQLException {
        var where = new StringBuilder("NOT (source = ? AND version = 1 AND updated_us = created_us)");
        var values = new ArrayList<@Nullable Object>();
        values.add(BUILT_IN);
        filter(where, values, "type = ?", Optional.ofNullable(query.type()).map(ExtensionType::wire));
        filter(where, values, "name = ?", Optional.ofNullable(query.name()));
        return sql.first(
                "SELECT * FROM extensions WHERE " + where + " ORDER BY updated_us DESC, extension_id DESC LIMIT 1",
                ExtensionTable::view,
                values.toArray());
    }

    private static void holding(StringBuilder where, List<@Nullable Object> values, @Nullable String text) {
        if (text != null) {
            where.append(" AND (name LIKE ? ESCAPE '\\' OR description LIKE ? ESCAPE '\\')");
            var pattern = "%" + text.replaceAll("([%_\\\\])", "\\\\$1") + "%";
            values.add(pattern);
            values.add(pattern);
        }
    }

    public static List<IndexedExtension> index(Sql sql) throws SQLException {
        return sql.list(
                "SELECT extension_id, type, name, source, owner_agent_id, description, version, status, enabled,"
                        + " approval_id, is_overridden, is_deleted, is_essential, seed_digest, created_us, updated_us,"
                        + " approved IS NOT NULL AND enabled = 1 AND is_deleted = 0 AS takes_part,"
                        + " CASE WHEN approved IS NOT NULL AND enabled = 1 AND is_deleted = 0 THEN definition ELSE '{}'"
                        + " END AS definition,"
                        + " CASE WHEN approved IS NOT NULL AND enabled = 1 AND is_deleted = 0 THEN permissions END"
                        + " AS permissions FROM extensions ORDER BY extension_id",
                ExtensionTable::indexed);
    }

    public static List<StorageQuery.JobVersion> jobVersions(Sql sql) throws SQLException {
        return sql.list(
                "SELECT e.name, v.version IS e.approved AS is_in_force, v.definition FROM extensions e"
                        + " JOIN extension_versions v ON v.extension_id = e.extension_id"
                        + " AND (v.version IS e.approved OR v.version IS e.proposed)"
                        + " WHERE e.type = ? AND e.is_deleted = 0 ORDER BY e.extension_id, v.version",
                row -> new StorageQuery.JobVersion(
                        row.text("name"), row.flag("is_in_force"), json(row.text("definition"))),
                ExtensionType.JOB.wire());
    }

    private static void filter(
            StringBuilder where, List<@Nullable Object> values, String condition, Optional<?> value) {
        if (value.isPresent()) {
            where.append(" AND ").append(condition);
            values.add(value.get());
        }
    }

    private static void keep(Sql sql, String id, Version version) throws SQLException {
        var permissions = version.content().permissions();
        sql.update(
                "INSERT INTO extension_versions (extension_id, version, description, definition, permissions)"
                        + " VALUES (?, ?, ?, ?, ?)",
                id,
                version.number(),
                version.content().description(),
                Json.store(version.content().definition()),
                permissions == null ? null : Json.store(permissions));
    }

    private static void insert(Sql sql, String id, ExtensionEvent.Created created) throws SQLException {
        var standing = Standing.after(null, false, created);
        var content = created.version().content();
        var permissions = content.permissions();
        sql.update(
                "INSERT INTO extensions (extension_id, type, name, source, owner_agent_id, description, definition,"
                        + " permissions, version, status, enabled, approved, proposed, approval_id, is_overridden,"
                        + " is_deleted, is_essential, seed_digest, created_us, updated_us)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?)",
                id,
                created.type().wire(),
                created.name(),
                created.source().wire(),
                created.version().ownerAgentId(),
                content.description(),
                Json.store(content.definition()),
                permissions == null ? null : Json.store(permissions),
                created.version().number(),
                standing.status().wire(),
                standing.enabled(),
                standing.approved(),
                standing.proposed(),
                standing.approvalId(),
                created.isEssential(),
                created.seedDigest(),
                created.at(),
                created.at());
    }

    private static void update(Sql sql, String id, Standing standing, ExtensionEvent event) throws SQLException {
        sql.update(
                "UPDATE extensions SET status = ?, enabled = ?, approved = ?, proposed = ?, approval_id = ?,"
                        + " is_overridden = ?, is_deleted = ?, updated_us = ? WHERE extension_id = ?",
                standing.status().wire(),
                standing.enabled(),
                standing.approved(),
                standing.proposed(),
                standing.approvalId(),
                standing.isOverridden(),
                standing.isDeleted(),
                event.at(),
                id);
        // What people see: the version in force, else the one that waits, else the youngest.
        sql.update(
                "UPDATE extensions SET (version, description, definition, permissions) ="
                        + " (SELECT version, description, definition, permissions FROM extension_versions v"
                        + " WHERE v.extension_id = extensions.extension_id AND v.version = coalesce(?,"
                        + " (SELECT max(version) FROM extension_versions m WHERE m.extension_id = v.extension_id)))"
                        + " WHERE extension_id = ?",
                standing.visible(),
                id);
    }

    /** How an extension stands, as far as the next event needs to know. */
    private record Stored(Standing standing, boolean isBuiltIn) {}

    private static Stored stored(Row row) throws SQLException {
        var approval = row.textOrNull("approval_id");
        return new Stored(
                new Standing(
                        number(row, "approved"),
                        number(row, "proposed"),
                        approval == null ? null : new ApprovalId(approval),
                        ExtensionStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                        row.flag("enabled"),
                        row.flag("is_overridden"),
                        row.flag("is_deleted")),
                row.text("source").equals(BUILT_IN));
    }

    private static @Nullable Integer number(Row row, String column) throws SQLException {
        var number = row.numberOrNull(column);
        return number == null ? null : Math.toIntExact(number);
    }

    private static IndexedExtension indexed(Row row) throws SQLException {
        var approval = row.textOrNull("approval_id");
        return new IndexedExtension(
                view(row),
                row.flag("takes_part"),
                row.flag("is_essential"),
                row.flag("is_overridden"),
                row.flag("is_deleted"),
                row.textOrNull("seed_digest"),
                approval == null ? null : new ApprovalId(approval));
    }

    private static ExtensionView view(Row row) throws SQLException {
        var permissions = row.textOrNull("permissions");
        return new ExtensionView(
                new ExtensionId(row.text("extension_id")),
                ExtensionType.valueOf(row.text("type").toUpperCase(Locale.ROOT)),
                row.text("name"),
                row.text("description"),
                json(row.text("definition")),
                ExtensionSource.valueOf(
                        row.text("source").toUpperCase(Locale.ROOT).replace('-', '_')),
                row.flag("enabled"),
                ExtensionStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.count("version"),
                row.textOrNull("owner_agent_id"),
                permissions == null ? null : json(permissions),
                row.time("created_us"),
                row.time("updated_us"));
    }

    private static JsonNode json(String text) {
        try {
            return Json.stored().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a stored definition is damaged: rebuild the read tables", e);
        }
    }
}
