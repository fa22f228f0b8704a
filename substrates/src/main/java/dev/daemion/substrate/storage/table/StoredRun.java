package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.storage.sqlite.Row;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A row of the run table: what readers see, without steps, and what frames and contexts are made from.
 *
 * @param position of the message it answers, among the turns of its thread
 * @param provider null until a model was chosen, as {@code view.model} is
 * @param request the row of the limits table; null until it has started, as the limits are
 */
public record StoredRun(
        RunView view,
        TurnId turnId,
        TurnId answerId,
        long position,
        @Nullable String provider,
        @Nullable String request,
        @Nullable String wantedModel,
        @Nullable Integer turnsMax,
        @Nullable BigDecimal budgetUsd,
        @Nullable String errorCode) {
    static StoredRun read(Row row) throws SQLException {
        return new StoredRun(
                view(row),
                new TurnId(row.text("turn_id")),
                new TurnId(row.text("answer_id")),
                row.number("position"),
                row.textOrNull("provider"),
                row.textOrNull("request"),
                row.textOrNull("wanted_model"),
                integer(row.numberOrNull("turns_max")),
                row.decimalOrNull("budget_usd"),
                row.textOrNull("error_code"));
    }

    static RunView withSteps(RunView run, List<Part.Step> steps, @Nullable JsonNode payload) {
        return new RunView(
                run.id(),
                run.kind(),
                run.job(),
                run.version(),
                run.trigger(),
                run.plannedAt(),
                run.startedAt(),
                run.finishedAt(),
                run.status(),
                run.attempt(),
                run.threadId(),
                run.agentId(),
                run.model(),
                run.costUsd(),
                run.tokens(),
                run.output(),
                run.error(),
                steps,
                payload);
    }

    private static RunView view(Row row) throws SQLException {
        return new RunView(
                new RunId(row.text("run_id")),
                RunKind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                row.textOrNull("job"),
                integer(row.numberOrNull("version")),
                row.text("trigger"),
                row.timeOrNull("planned_us"),
                row.timeOrNull("started_us"),
                row.timeOrNull("finished_us"),
                RunStatus.valueOf(row.text("status").toUpperCase(Locale.ROOT)),
                row.count("attempt"),
                new ThreadId(row.text("thread_id")),
                row.text("agent_id"),
                row.textOrNull("model"),
                row.decimalOrNull("cost_usd"),
                tokens(row),
                row.textOrNull("output"),
                row.textOrNull("error"),
                List.of(),
                null);
    }

    private static @Nullable Usage tokens(Row row) throws SQLException {
        return row.numberOrNull("input_tokens") == null
                ? null
                : new Usage(
                        row.number("input_tokens"),
                        row.number("output_tokens"),
                        row.number("cache_read_tokens"),
                        row.number("cache_write_tokens"));
    }

    private static @Nullable Integer integer(@Nullable Long number) {
        return number == null ? null : Math.toIntExact(number);
    }
}
