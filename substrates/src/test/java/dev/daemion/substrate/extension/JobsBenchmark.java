package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.journal.JournalCatalog;
import dev.daemion.kernel.journal.JournalSerializer;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Jobs by the hundred thousand in the journal of a gateway that does not run, and afterwards what its tables say about
 * how late they fired.
 */
final class JobsBenchmark {
    private static final int AT_ONCE = 1_000;
    /** Each of the busy ones fires every 30 s, as many in each second as in any other. */
    private static final int PERIOD_SECONDS = 30;

    private static final long SKIPPED_MICROS = 15_000_000;

    private JobsBenchmark() {}

    /**
     * @param arguments {@code fill}, how many quiet jobs, how many busy ones and how those fire: all of a second
     *     {@code at-once} or {@code spread} over it; or {@code lateness}; then the database
     */
    public static void main(String[] arguments) {
        var file = Path.of(arguments[arguments.length - 1]);
        try (var database = JournalDatabase.open(file)) {
            if (arguments[0].equals("fill")) {
                fill(
                        database,
                        Integer.parseInt(arguments[1]),
                        Integer.parseInt(arguments[2]),
                        arguments[3].equals("spread"));
            } else {
                lateness(database);
            }
        }
    }

    private static void fill(JournalDatabase database, int quiet, int busy, boolean isSpread) {
        var rows = new JournalRows(new JournalSerializer(new JournalCatalog(List.of(ExtensionEvent.class))));
        var random = new Random(100);
        var ids = new SortableIds(Clock.systemUTC(), random);
        var now = Clock.systemUTC().instant();
        for (int from = 0; from < quiet + busy; from += AT_ONCE) {
            int until = Math.min(quiet + busy, from + AT_ONCE);
            int first = from;
            database.write(Durability.ORDERED, sql -> {
                for (int i = first; i < until; i++) {
                    boolean isQuiet = i < quiet;
                    var name = (isQuiet ? "quiet-" : "busy-") + i;
                    var cron = "\"schedule\":\"" + (isQuiet ? quietSchedule(random) : busySchedule(i)) + "\"";
                    // An interval counts from when its job was made: so many after the other.
                    var event = isSpread && !isQuiet
                            ? created(
                                    name,
                                    "\"every\":\"" + PERIOD_SECONDS + "s\"",
                                    now.plusMillis(PERIOD_SECONDS * 1_000L * (i - quiet) / busy))
                            : created(name, cron, now);
                    rows.append(sql, "extension|" + ExtensionId.next(ids), event, now);
                }
                return until;
            });
        }
        say("%,d quiet and %,d busy jobs written", quiet, busy);
    }

    /** Once a year, far from now. */
    private static String quietSchedule(Random random) {
        int month = Math.floorMod(
                        Instant.now().atZone(java.time.ZoneOffset.UTC).getMonthValue() + 2 + random.nextInt(8), 12)
                + 1;
        return random.nextInt(60) + " " + random.nextInt(24) + " " + (1 + random.nextInt(28)) + " " + month + " *";
    }

    private static String busySchedule(int number) {
        int second = number % PERIOD_SECONDS;
        return second + "," + (second + PERIOD_SECONDS) + " * * * * *";
    }

    private static ExtensionEvent created(String name, String trigger, Instant now) {
        var content = new Content(
                "Looks at the time.",
                Json.restore(
                        "{\"trigger\":{\"type\":\"cron\"," + trigger
                                + ",\"timezone\":\"Europe/Berlin\"},\"direct\":[{\"tool\":\"LS\",\"with\":{\"path\":\".\"}}]}",
                        JsonNode.class),
                Json.restore("{\"tools\":[\"LS\"]}", JsonNode.class));
        var version = new Version(
                1, content, content.hash(ExtensionType.JOB, name), ExtensionSource.USER, null, "benchmark", now);
        return new ExtensionEvent.Created(ExtensionType.JOB, name, version, true, null, null, false);
    }

    private static void lateness(JournalDatabase database) {
        // What was due while everything still warmed up is no part of it.
        var micros = database.read(sql -> {
            long start = sql.number("SELECT coalesce(min(planned_us), 0) FROM slots WHERE job LIKE 'busy-%'");
            return sql.list(
                    "SELECT decided_us - planned_us AS late FROM slots WHERE job LIKE 'busy-%' AND outcome = 'fired'"
                            + " AND planned_us > ? ORDER BY late",
                    row -> row.number("late"), start + SKIPPED_MICROS);
        });
        var others = database.read(
                sql -> sql.number("SELECT count(*) FROM slots WHERE job LIKE 'busy-%' AND outcome <> 'fired'"));
        if (micros.isEmpty()) {
            say("nothing has fired");
            return;
        }
        say(
                "%,d firings, late p50 %.1f ms, p99 %.1f ms, max %.1f ms; %,d due times not fired",
                micros.size(),
                micros.get(micros.size() / 2) / 1e3,
                micros.get(micros.size() * 99 / 100) / 1e3,
                micros.getLast() / 1e3,
                others);
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
