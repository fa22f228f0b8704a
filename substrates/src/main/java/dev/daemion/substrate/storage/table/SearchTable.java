package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The full text of turns, with what their steps were given and answered. */
public final class SearchTable implements Projection {
    /** Of each turn at most this much is indexed. */
    static final int DOCUMENT_LENGTH_MAX = 64 * 1024;

    static final int SNIPPET_LENGTH_MAX = 200;
    private static final int SNIPPET_WORD_COUNT = 24;
    private static final int TERM_COUNT_MAX = 16;
    private static final int QUERY_LENGTH_MAX = 1_000;

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (row.entry() instanceof ThreadEvent event) {
            var turn = turnOf(sql, event);
            if (turn.isPresent()) {
                index(sql, turn.get());
            }
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM search");
        sql.update("DELETE FROM search_rows");
    }

    /** Best first; every word of the text must occur, the last letters of each may be missing. */
    public static List<StorageQuery.SearchHit> find(Sql sql, StorageQuery.Search query) throws SQLException {
        var expression = expression(query.text());
        if (expression.isEmpty()) {
            return List.of();
        }
        return sql.list(
                "SELECT t.turn_id, t.thread_id, t.created_us, coalesce(h.title, '') AS title,"
                        + " snippet(search, 0, '', '', '…', " + SNIPPET_WORD_COUNT + ") AS snippet"
                        + " FROM search JOIN turns t ON t.turn_id = search.turn_id"
                        + " LEFT JOIN threads h ON h.thread_id = t.thread_id"
                        + " WHERE search MATCH ? ORDER BY bm25(search), t.position DESC LIMIT ?",
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
        var snippet = row.text("snippet").replaceAll("\\s+", " ").strip();
        return new StorageQuery.SearchHit(
                "turn",
                row.text("turn_id"),
                new ThreadId(row.text("thread_id")),
                row.text("title"),
                cut(snippet, SNIPPET_LENGTH_MAX),
                row.time("created_us"));
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

    private static void index(Sql sql, TurnView turn) throws SQLException {
        sql.update(
                "INSERT INTO search (content, turn_id, thread_id) VALUES (?, ?, ?)",
                document(turn),
                turn.id(),
                turn.threadId());
        sql.update(
                "INSERT INTO search_rows (turn_id, thread_id, document) VALUES (?, ?, last_insert_rowid())",
                turn.id(),
                turn.threadId());
    }

    private static String document(TurnView turn) {
        var text = new StringBuilder();
        for (var part : turn.parts()) {
            switch (part) {
                case Part.Text said -> append(text, said.text());
                case Part.Thinking _ -> {}
                case Part.Step step -> {
                    append(text, step.tool());
                    append(text, step.input().toString());
                    append(text, step.output());
                }
                case Part.Card card -> append(text, card.data().toString());
                case Part.Attachment attachment -> {
                    append(text, attachment.name());
                    if (attachment.mimeType().startsWith("text/")) {
                        append(text, attachment.content());
                    }
                }
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable String more) {
        if (more != null && text.length() < DOCUMENT_LENGTH_MAX) {
            text.append(cut(more, DOCUMENT_LENGTH_MAX - text.length())).append('\n');
        }
    }

    /** At most so many characters, never half a surrogate pair. */
    private static String cut(String text, int lengthMax) {
        if (text.length() <= lengthMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
        return text.substring(0, end);
    }
}
