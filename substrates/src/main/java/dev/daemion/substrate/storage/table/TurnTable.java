package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Row;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns: what was said in each thread. The answer to a question stands right after it, whenever it came. */
public final class TurnTable implements Projection {
    private static final TypeReference<List<Part>> PARTS = new TypeReference<>() {};
    private static final ObjectReader PARTS_READER = Json.stored().readerFor(PARTS);

    private final JournalRows journal;

    public TurnTable(JournalRows journal) {
        this.journal = journal;
    }

    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (!(row.entry() instanceof ThreadEvent event)) {
            return;
        }
        var thread = new ThreadId(row.entityId());
        switch (event) {
            case ThreadEvent.Created _, ThreadEvent.Changed _ -> {}
            case ThreadEvent.TurnCopied copied -> insert(sql, copied.turn(), position(row.ordering()));
            case ThreadEvent.TurnPosted posted -> insert(sql, question(thread, posted), position(row.ordering()));
            case ThreadEvent.TurnBegun begun -> begin(sql, begun.runId());
            case ThreadEvent.TurnWithdrawn withdrawn ->
                sql.update("DELETE FROM turns WHERE run_id = ?", withdrawn.runId());
            case ThreadEvent.TurnNoted noted -> insert(sql, note(thread, noted), position(row.ordering()));
            case ThreadEvent.TurnAnswered answered -> {
                begin(sql, answered.runId());
                answer(sql, thread, answered, row.ordering());
            }
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM turns");
    }

    /** Where a message that was journalled at this row stands among the turns of its thread. */
    static long position(long ordering) {
        return 2 * ordering;
    }

    /** Refused: TURN_NOT_FOUND. */
    public static TurnView one(Sql sql, TurnId id) throws SQLException {
        return find(sql, id).orElseThrow(() -> missing(id));
    }

    public static Optional<TurnView> find(Sql sql, TurnId id) throws SQLException {
        return sql.first("SELECT * FROM turns WHERE turn_id = ?", TurnTable::view, id);
    }

    public static Problem missing(TurnId id) {
        return new Problem(ProblemCode.TURN_NOT_FOUND, "there is no turn " + id);
    }

    /** Refused: THREAD_NOT_FOUND, TURN_NOT_FOUND when {@code before} is no turn of the thread. */
    public static Page<TurnView> page(Sql sql, StorageQuery.Turns query, TurnMemory memory) throws SQLException {
        ThreadTable.one(sql, query.threadId());
        long before = query.before() == null ? Long.MAX_VALUE : positionOf(sql, query.threadId(), query.before());
        int limit = Limit.of(query.limit());
        var rows = sql.list(
                "SELECT turn_id FROM turns WHERE thread_id = ? AND position < ? ORDER BY position DESC LIMIT ?",
                row -> remembered(sql, row.text("turn_id"), memory),
                query.threadId(),
                before,
                limit + 1);
        boolean isMore = rows.size() > limit;
        var items = new ArrayList<>(rows.subList(0, Math.min(limit, rows.size()))).reversed();
        return new Page<>(items, isMore ? items.getFirst().id().value() : null);
    }

    private static TurnView remembered(Sql sql, String id, TurnMemory memory) throws SQLException {
        var known = memory.find(id);
        return known != null
                ? known
                : sql.first("SELECT * FROM turns WHERE turn_id = ?", row -> read(row, memory), id)
                        .orElseThrow();
    }

    private static TurnView read(Row row, TurnMemory memory) throws SQLException {
        var turn = view(row);
        memory.note(turn, turn.content().length() + row.text("parts").length());
        return turn;
    }

    /** The turns of a thread between two of them, both included, that were said by somebody; oldest first. */
    public static List<TurnView> between(Sql sql, TurnId from, TurnId until) throws SQLException {
        return sql.list(
                "SELECT t.* FROM turns t, turns a, turns b WHERE a.turn_id = ? AND b.turn_id = ?"
                        + " AND t.thread_id = a.thread_id AND t.position BETWEEN a.position AND b.position"
                        + " AND t.role IN ('user', 'assistant') ORDER BY t.position",
                TurnTable::view,
                from,
                until);
    }

    private static long positionOf(Sql sql, ThreadId thread, TurnId id) throws SQLException {
        return sql.first(
                        "SELECT position FROM turns WHERE turn_id = ? AND thread_id = ?",
                        row -> row.number("position"),
                        id,
                        thread)
                .orElseThrow(() -> missing(id));
    }

    private static void begin(Sql sql, RunId run) throws SQLException {
        sql.update(
                "UPDATE turns SET status = ? WHERE run_id = ? AND role = ?",
                TurnStatus.COMPLETE.wire(),
                run,
                Role.USER.wire());
    }

    private void answer(Sql sql, ThreadId thread, ThreadEvent.TurnAnswered answered, long ordering)
            throws SQLException {
        var run = RunTable.find(sql, answered.runId());
        if (run.isEmpty()) {
            return;
        }
        var answer = Answer.of(journal.ofRun(sql, answered.runId(), ordering));
        var turn = new TurnView(
                run.get().answerId(),
                thread,
                run.get().view().agentId(),
                Role.ASSISTANT,
                answer.text(),
                answer.parts(),
                run.get().view().model(),
                run.get().view().costUsd(),
                answered.runId(),
                answered.at(),
                answered.status());
        insert(sql, turn, run.get().position() + 1);
    }

    private static TurnView question(ThreadId thread, ThreadEvent.TurnPosted posted) {
        var parts = new ArrayList<Part>();
        parts.add(new Part.Text(posted.content()));
        parts.addAll(posted.attachments());
        return new TurnView(
                posted.turnId(),
                thread,
                posted.agentId(),
                Role.USER,
                posted.content(),
                parts,
                null,
                null,
                posted.runId(),
                posted.at(),
                TurnStatus.QUEUED);
    }

    private static TurnView note(ThreadId thread, ThreadEvent.TurnNoted noted) {
        return new TurnView(
                noted.turnId(),
                thread,
                null,
                noted.role(),
                Answer.textOf(noted.parts()),
                noted.parts(),
                null,
                null,
                null,
                noted.at(),
                TurnStatus.COMPLETE);
    }

    private static void insert(Sql sql, TurnView turn, long position) throws SQLException {
        sql.update(
                "INSERT INTO turns (turn_id, thread_id, position, role, agent_id, content, parts, model, cost_usd,"
                        + " run_id, created_us, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                turn.id(),
                turn.threadId(),
                position,
                turn.role().wire(),
                turn.agentId(),
                turn.content(),
                partsText(turn.parts()),
                turn.model(),
                turn.costUsd(),
                turn.runId(),
                turn.createdAt(),
                turn.status().wire());
    }

    static TurnView view(Row row) throws SQLException {
        var run = row.textOrNull("run_id");
        return new TurnView(
                new TurnId(row.text("turn_id")),
                new ThreadId(row.text("thread_id")),
                row.textOrNull("agent_id"),
                Role.valueOf(row.text("role").toUpperCase(Locale.ROOT)),
                row.text("content"),
                parts(row.text("parts")),
                row.textOrNull("model"),
                row.decimalOrNull("cost_usd"),
                runOf(run),
                row.time("created_us"),
                TurnStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)));
    }

    private static @Nullable RunId runOf(@Nullable String text) {
        return text == null ? null : new RunId(text);
    }

    private static String partsText(List<Part> parts) {
        try {
            return Json.stored().writerFor(PARTS).writeValueAsString(parts);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Part> parts(String text) {
        try {
            return PARTS_READER.readValue(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("the parts of a stored turn are damaged: rebuild the read tables", e);
        }
    }
}
