package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.extension.ExtensionEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The full text of turns, with what their steps were given and answered, and of artifacts. A document stands under the
 * id of what it is of. Other extensions are few words each and have none: they are looked through.
 */
public final class SearchTable implements Projection {
    static final int SNIPPET_LENGTH_MAX = 200;
    private static final int SNIPPET_WORD_COUNT = 24;
    private static final int TERM_COUNT_MAX = 16;
    private static final int QUERY_LENGTH_MAX = 1_000;
    private static final String NO_THREAD = "";
    private static final String ARTIFACT = "artifact";

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (row.entry() instanceof ThreadEvent.TurnWithdrawn withdrawn) {
            var run = RunTable.find(sql, withdrawn.runId());
            if (run.isPresent()) {
                remove(sql, run.get().turnId().value());
            }
        } else if (row.entry() instanceof ThreadEvent event) {
            var turn = turnOf(sql, event);
            if (turn.isPresent()) {
                var view = turn.get();
                insert(
                        sql,
                        SearchDocument.of(view),
                        view.id().value(),
                        view.threadId().value());
            }
        }
        if (row.entry() instanceof ExtensionEvent) {
            index(sql, row.entityId());
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM search");
        sql.update("DELETE FROM search_rows");
    }

    /**
     * Best first, other extensions last; every word of the text must occur, the last letters of each may be missing.
     */
    public static List<StorageQuery.SearchHit> find(Sql sql, StorageQuery.Search query) throws SQLException {
        var terms = terms(query.text());
        if (terms.isEmpty()) {
            return List.of();
        }
        int limit = Limit.of(query.limit());
        var hits = sql.list(
                "SELECT search.turn_id AS id, h.title, t.thread_id, t.created_us, e.name, e.updated_us,"
                        + " json_extract(e.definition, '$.threadId') AS made_in,"
                        + " snippet(search, 0, '', '', '…', " + SNIPPET_WORD_COUNT + ") AS snippet"
                        + " FROM search LEFT JOIN turns t ON t.turn_id = search.turn_id"
                        + " LEFT JOIN threads h ON h.thread_id = t.thread_id"
                        + " LEFT JOIN extensions e ON e.extension_id = search.turn_id AND e.is_deleted = 0"
                        + " WHERE search MATCH ? AND (t.turn_id IS NOT NULL OR e.extension_id IS NOT NULL)"
                        + " ORDER BY bm25(search), t.position DESC, e.updated_us DESC LIMIT ?",
                SearchTable::hit,
                expression(terms),
                limit);
        if (hits.size() == limit) {
            return hits;
        }
        var all = new ArrayList<>(hits);
        all.addAll(extensions(sql, terms, limit - hits.size()));
        return List.copyOf(all);
    }

    /** What came along with Daemion comes last. */
    private static List<StorageQuery.SearchHit> extensions(Sql sql, List<String> terms, int limit) throws SQLException {
        var values = new ArrayList<@Nullable Object>();
        values.add(ARTIFACT);
        for (var term : terms) {
            values.add("%" + term.replaceAll("([%_\\\\])", "\\\\$1") + "%");
        }
        values.add(limit);
        return sql.list(
                "SELECT extension_id, type, name, description, updated_us FROM extensions"
                        + " WHERE is_deleted = 0 AND type <> ?"
                        + " AND name || ' ' || description LIKE ? ESCAPE '\\'".repeat(terms.size())
                        + " ORDER BY source = 'built-in', extension_id DESC LIMIT ?",
                row -> new StorageQuery.SearchHit(
                        "extension",
                        row.text("extension_id"),
                        null,
                        row.text("type") + "/" + row.text("name"),
                        SearchDocument.cut(row.text("description"), SNIPPET_LENGTH_MAX),
                        row.time("updated_us")),
                values.toArray());
    }

    /** The words with a letter or digit in them. */
    private static List<String> terms(String text) {
        var bounded =
                text.substring(0, Math.min(text.length(), QUERY_LENGTH_MAX)).replace('\0', ' ');
        return Arrays.stream(bounded.split("\\s+"))
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .limit(TERM_COUNT_MAX)
                .toList();
    }

    /** FTS5 strings, each a prefix: within double quotes nothing has a meaning of its own. */
    private static String expression(List<String> terms) {
        return terms.stream()
                .map(word -> '"' + word.replace("\"", "\"\"") + "\"*")
                .collect(Collectors.joining(" "));
    }

    private static StorageQuery.SearchHit hit(Row row) throws SQLException {
        var artifact = row.textOrNull("name");
        var thread = row.textOrNull(artifact == null ? "thread_id" : "made_in");
        var title = artifact == null ? row.textOrNull("title") : artifact;
        var snippet = row.text("snippet").replaceAll("\\s+", " ").strip();
        return new StorageQuery.SearchHit(
                artifact == null ? "turn" : ARTIFACT,
                row.text("id"),
                thread == null ? null : new ThreadId(thread),
                Objects.requireNonNullElse(title, ""),
                SearchDocument.cut(snippet, SNIPPET_LENGTH_MAX),
                row.time(artifact == null ? "created_us" : "updated_us"));
    }

    private static Optional<TurnView> turnOf(Sql sql, ThreadEvent event) throws SQLException {
        return switch (event) {
            case ThreadEvent.TurnCopied copied ->
                TurnTable.find(sql, copied.turn().id());
            case ThreadEvent.TurnPosted posted -> TurnTable.find(sql, posted.turnId());
            case ThreadEvent.TurnNoted noted -> TurnTable.find(sql, noted.turnId());
            case ThreadEvent.TurnAnswered answered -> {
                var run = RunTable.find(sql, answered.runId());
                yield run.isEmpty()
                        ? Optional.empty()
                        : TurnTable.find(sql, run.get().answerId());
            }
            case ThreadEvent.Created _, ThreadEvent.Changed _, ThreadEvent.TurnBegun _, ThreadEvent.TurnWithdrawn _ ->
                Optional.empty();
        };
    }

    /** Their documents belong to no thread. */
    private static void index(Sql sql, String id) throws SQLException {
        boolean isArtifact = sql.first(
                        "SELECT type FROM extensions WHERE extension_id = ?", row -> row.text("type"), id)
                .filter(ARTIFACT::equals)
                .isPresent();
        if (!isArtifact) {
            return;
        }
        var before = sql.first(
                "SELECT s.rowid AS document, s.content FROM search_rows r JOIN search s ON s.rowid = r.document"
                        + " WHERE r.turn_id = ?",
                row -> new Indexed(row.number("document"), row.text("content")),
                id);
        var now = sql.first(
                "SELECT name, description, definition FROM extensions WHERE extension_id = ? AND is_deleted = 0",
                row -> SearchDocument.of(row.text("name"), row.text("description"), json(row.text("definition"))),
                id);
        if (before.map(Indexed::content).equals(now)) {
            return;
        }
        if (before.isPresent()) {
            remove(sql, id);
        }
        if (now.isPresent()) {
            insert(sql, now.get(), id, NO_THREAD);
        }
    }

    private static void remove(Sql sql, String id) throws SQLException {
        sql.update("DELETE FROM search WHERE rowid IN (SELECT document FROM search_rows WHERE turn_id = ?)", id);
        sql.update("DELETE FROM search_rows WHERE turn_id = ?", id);
    }

    private record Indexed(long document, String content) {}

    private static void insert(Sql sql, String content, String id, String threadId) throws SQLException {
        sql.update("INSERT INTO search (content, turn_id, thread_id) VALUES (?, ?, ?)", content, id, threadId);
        sql.update(
                "INSERT INTO search_rows (turn_id, thread_id, document) VALUES (?, ?, last_insert_rowid())",
                id,
                threadId);
    }

    private static JsonNode json(String text) {
        try {
            return Json.stored().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a stored definition is damaged: rebuild the read tables", e);
        }
    }
}
