package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ExtensionId;
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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The full text of turns, with what their steps were given and answered, and of extensions, of artifacts with their
 * text. A document stands under the id of what it is of.
 */
public final class SearchTable implements Projection {
    static final int SNIPPET_LENGTH_MAX = 200;
    private static final int SNIPPET_WORD_COUNT = 24;
    private static final int TERM_COUNT_MAX = 16;
    private static final int QUERY_LENGTH_MAX = 1_000;
    private static final String NO_THREAD = "";

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (row.entry() instanceof ThreadEvent event) {
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
            index(sql, new ExtensionId(row.entityId()));
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM search");
        sql.update("DELETE FROM search_rows");
    }

    /** Best first, what came along last; every word of the text must occur, the last letters of each may be missing. */
    public static List<StorageQuery.SearchHit> find(Sql sql, StorageQuery.Search query) throws SQLException {
        var expression = expression(query.text());
        if (expression.isEmpty()) {
            return List.of();
        }
        return sql.list(
                "SELECT search.turn_id AS id, h.title, t.thread_id, t.created_us, e.type, e.name, e.updated_us,"
                        + " json_extract(e.definition, '$.threadId') AS made_in,"
                        + " snippet(search, 0, '', '', '…', " + SNIPPET_WORD_COUNT + ") AS snippet"
                        + " FROM search LEFT JOIN turns t ON t.turn_id = search.turn_id"
                        + " LEFT JOIN threads h ON h.thread_id = t.thread_id"
                        + " LEFT JOIN extensions e ON e.extension_id = search.turn_id AND e.is_deleted = 0"
                        + " WHERE search MATCH ? AND (t.turn_id IS NOT NULL OR e.extension_id IS NOT NULL)"
                        + " ORDER BY e.source IS 'built-in', bm25(search), t.position DESC, e.updated_us DESC LIMIT ?",
                SearchTable::hit,
                expression.get(),
                Limit.of(query.limit()));
    }

    /**
     * The words as FTS5 strings, each a prefix: within double quotes nothing has a meaning of its own. Empty when there
     * is no letter or digit in it.
     */
    static Optional<String> expression(String text) {
        var bounded =
                text.substring(0, Math.min(text.length(), QUERY_LENGTH_MAX)).replace('\0', ' ');
        var terms = Arrays.stream(bounded.split("\\s+"))
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .limit(TERM_COUNT_MAX)
                .map(word -> '"' + word.replace("\"", "\"\"") + "\"*")
                .collect(Collectors.joining(" "));
        return terms.isEmpty() ? Optional.empty() : Optional.of(terms);
    }

    private static StorageQuery.SearchHit hit(Row row) throws SQLException {
        var type = row.textOrNull("type");
        boolean isArtifact = "artifact".equals(type);
        var thread = type == null ? row.textOrNull("thread_id") : isArtifact ? row.textOrNull("made_in") : null;
        var title = type == null
                ? Objects.requireNonNullElse(row.textOrNull("title"), "")
                : isArtifact ? row.text("name") : type + "/" + row.text("name");
        var snippet = row.text("snippet").replaceAll("\\s+", " ").strip();
        return new StorageQuery.SearchHit(
                type == null ? "turn" : isArtifact ? "artifact" : "extension",
                row.text("id"),
                thread == null ? null : new ThreadId(thread),
                title,
                SearchDocument.cut(snippet, SNIPPET_LENGTH_MAX),
                row.time(type == null ? "created_us" : "updated_us"));
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
            case ThreadEvent.Created _, ThreadEvent.Changed _, ThreadEvent.TurnBegun _ -> Optional.empty();
        };
    }

    /** Their documents belong to no thread. */
    private static void index(Sql sql, ExtensionId id) throws SQLException {
        var before = sql.first(
                "SELECT s.rowid AS document, s.content FROM search_rows r JOIN search s ON s.rowid = r.document"
                        + " WHERE r.turn_id = ?",
                row -> new Indexed(row.number("document"), row.text("content")),
                id);
        var now = sql.first(
                "SELECT type, name, description, definition FROM extensions WHERE extension_id = ? AND is_deleted = 0",
                row -> SearchDocument.of(
                        row.text("type"), row.text("name"), row.text("description"), json(row.text("definition"))),
                id);
        if (before.map(Indexed::content).equals(now)) {
            return;
        }
        if (before.isPresent()) {
            sql.update("DELETE FROM search WHERE rowid = ?", before.get().document());
            sql.update("DELETE FROM search_rows WHERE turn_id = ?", id);
        }
        if (now.isPresent()) {
            insert(sql, now.get(), id.value(), NO_THREAD);
        }
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
