package dev.daemion.extension.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The decisions named here are those of docs/reference/schedules.md. */
@DisplayName("Beside two other implementations of cron")
class CronPeersTest {
    private static final Path FOLDER = Path.of("src/test/cron-peers").toAbsolutePath();
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long SEED = 7;

    /** As in peers.mjs. */
    private static final int DUE_MAX = 500;

    private static final List<String> ZONES = List.of(
            "Europe/Berlin",
            "Europe/London",
            "America/New_York",
            "America/Los_Angeles",
            "America/St_Johns",
            "America/Havana",
            "America/Santiago",
            "Asia/Beirut",
            "Asia/Jerusalem",
            "Australia/Sydney",
            "Australia/Lord_Howe",
            "Pacific/Auckland",
            "Pacific/Chatham",
            "Antarctica/Troll",
            "Atlantic/Azores");

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2028-03-01T00:00:00Z");

    /** Expressions, and who says something else about them. */
    private static final String DAYS = """
        0 9 L * *           |
        0 9 15,L * *        |
        0 9 L 2 *           |
        0 9 L * MON         |
        0 9 15W * *         | parser knows no W
        0 9 1W * *          | parser knows no W
        0 9 31W * *         | parser knows no W
        0 9 LW * *          | parser knows no W
        0 9 L-3 * *         | croner and parser know no L-3
        0 9 * * 5L          |
        0 9 * * friL        |
        0 9 * * 7L          |
        0 9 * * MON#2       |
        0 9 * * 7#1         |
        0 9 * * 1#5         |
        0 9 * * 1#1,3#3     | parser takes one # only
        0 9 13 * FRI        |
        0 9 13 * 5L         |
        0 9 1,15 * 1-5      |
        0 9 1-31 * MON      |
        0 9 13 * 0-6        |
        0 9 */2 * MON       | croner and parser take */2 for a restriction
        0 9 * * */2         |
        0 9 29 2 *          |
        0 9 31 * *          |
        0 9 5/7 * *         | croner takes a step after * or a range only
        0 9 ? * MON         |
        0 9 1 JAN-MAR,oct ? |
        0 9 * * 5-7         |
        0 9 * * FRI-SUN     | parser takes SUN for 0 only
        0 9 * * 6-0         |
        0 22-2 * * *        |
        0 9 30 2 *          |
        0 9 31 4 *          |
        */90 * * * *        | parser takes a step beyond the field for one value
        0-10/0 * * * *      |
        60 * * * *          |
        1,1,1 9 * * *       | parser takes no value twice
        30 */5 9 * * 1      |
        @yearly             |
        @annually           |
        @monthly            |
        @weekly             |
        @daily              |
        @midnight           | parser knows no @midnight
        @hourly             |
        """;

    private enum Peer {
        CRONER,
        PARSER;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private enum Kind {
        TIMES,
        STEPS,
        EVERY_HOUR,
        ALL_HOURS
    }

    /** Where a moment lies from a change of the clock. */
    private enum Place {
        GAP_END,
        AFTER_GAP,
        FIRST_PASS,
        SECOND_PASS,
        ELSEWHERE,
        ANYWHERE
    }

    /** Why the others may say something else, and at which moments only. */
    private enum Decision {
        /** A step or {@code *} beside named hours: croner drops it in a gap and repeats it, we do neither. */
        NAMED_HOURS_ARE_TIMES_OF_DAY(Peer.CRONER, "STEPS", Place.GAP_END, Place.SECOND_PASS),
        /** {@code 0-23} means to us what {@code *} means: croner takes it for named hours. */
        ALL_HOURS_ARE_EVERY_HOUR(Peer.CRONER, "ALL_HOURS", Place.SECOND_PASS, Place.GAP_END),
        /** What is skipped is due at the end of the gap: cron-parser moves it on by the length of the gap. */
        END_OF_THE_GAP(Peer.PARSER, "TIMES, STEPS", Place.GAP_END, Place.AFTER_GAP),
        /** The first occurrence: cron-parser takes the second at midnight, and both where two hours are repeated. */
        FIRST_OCCURRENCE(Peer.PARSER, "TIMES, STEPS", Place.FIRST_PASS, Place.SECOND_PASS),
        /** Zones that are moved by, or at, a part of an hour: cron-parser counts whole hours and loses its way. */
        PARTS_OF_AN_HOUR(Peer.PARSER, "TIMES, STEPS, EVERY_HOUR, ALL_HOURS", Place.ANYWHERE, Place.ANYWHERE);

        private static final Set<String> ZONES_IN_PARTS = Set.of("Australia/Lord_Howe", "Pacific/Chatham");

        private final Peer peer;
        private final String kinds;
        private final Place oursOnly;
        private final Place theirsOnly;

        Decision(Peer peer, String kinds, Place oursOnly, Place theirsOnly) {
            this.peer = peer;
            this.kinds = kinds;
            this.oursOnly = oursOnly;
            this.theirsOnly = theirsOnly;
        }

        private boolean explains(Peer asked, Case one, Place place, boolean isOurs) {
            var expected = isOurs ? oursOnly : theirsOnly;
            boolean isPlace = expected == Place.ANYWHERE
                    ? ZONES_IN_PARTS.contains(one.question().zone())
                    : place == expected;
            return asked == peer && kinds.contains(one.kind().name()) && isPlace;
        }
    }

    /** What is due after the first moment and up to the second, both epoch milliseconds. */
    private record Question(String schedule, String zone, long from, long until) {}

    private record Case(Kind kind, ZoneOffsetTransition change, Question question) {
        Place place(long moment) {
            var at = Instant.ofEpochMilli(moment);
            var turn = change.getInstant();
            var length = change.getDuration().abs();
            if (change.isGap()) {
                return at.equals(turn)
                        ? Place.GAP_END
                        : at.isAfter(turn) && at.isBefore(turn.plus(length)) ? Place.AFTER_GAP : Place.ELSEWHERE;
            }
            if (at.isBefore(turn)) {
                return at.isBefore(turn.minus(length)) ? Place.ELSEWHERE : Place.FIRST_PASS;
            }
            return at.isBefore(turn.plus(length)) ? Place.SECOND_PASS : Place.ELSEWHERE;
        }
    }

    /** The versions are pinned by the lock file beside the package file. */
    @BeforeAll
    static void install() throws IOException, InterruptedException {
        if (!Files.exists(FOLDER.resolve("node_modules/cron-parser/package.json"))) {
            var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts")
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(npm.waitFor(150, TimeUnit.SECONDS)).as("npm ci ends").isTrue();
            assertThat(npm.exitValue()).as("npm ci in " + FOLDER).isZero();
        }
    }

    @Test
    @DisplayName("hundreds of schedules around changes of the clock differ by a named decision or not at all")
    void changes() throws IOException, InterruptedException {
        var cases = cases();
        var answers = ask(cases.stream().map(Case::question).toList());
        var used = EnumSet.noneOf(Decision.class);
        var unexplained = new ArrayList<String>();
        int agreed = 0;
        for (int i = 0; i < cases.size(); i++) {
            var one = cases.get(i);
            var ours = ours(one.question());
            for (var peer : Peer.values()) {
                var theirs = moments(answers.path(i).path(peer.key()));
                agreed += ours.equals(theirs) ? 1 : 0;
                explain(peer, one, without(ours, theirs), true, used, unexplained);
                explain(peer, one, without(theirs, ours), false, used, unexplained);
            }
        }

        assertThat(unexplained.stream().limit(20)).isEmpty();
        assertThat(used).as("no decision is named that nothing shows").containsOnly(Decision.values());
        assertThat(cases).hasSizeGreaterThan(400);
        assertThat(agreed).as("most agree with both").isGreaterThan(cases.size());
    }

    @Test
    @DisplayName("the days of an expression are the same, or the difference is named")
    void days() throws IOException, InterruptedException {
        var lines = DAYS.lines().toList();
        var questions = lines.stream()
                .map(line -> line.substring(0, line.indexOf('|')).strip())
                .map(schedule -> new Question(schedule, "UTC", START.toEpochMilli(), END.toEpochMilli()))
                .toList();
        var answers = ask(questions);
        var surprising = new ArrayList<String>();
        for (int i = 0; i < lines.size(); i++) {
            var ours = ours(questions.get(i));
            for (var peer : Peer.values()) {
                var theirs = moments(answers.path(i).path(peer.key()));
                boolean isNamed =
                        lines.get(i).substring(lines.get(i).indexOf('|')).contains(peer.key());
                if (ours.equals(theirs) == isNamed) {
                    surprising.add(peer + (isNamed ? " agrees: " : " differs: ") + lines.get(i));
                }
            }
        }

        assertThat(lines).hasSizeGreaterThan(40);
        assertThat(surprising).isEmpty();
    }

    private static void explain(
            Peer peer, Case one, Set<Long> moments, boolean isOurs, Set<Decision> used, List<String> unexplained) {
        for (var moment : moments) {
            var place = one.place(moment);
            var decisions = EnumSet.allOf(Decision.class);
            decisions.removeIf(decision -> !decision.explains(peer, one, place, isOurs));
            used.addAll(decisions);
            if (decisions.isEmpty()) {
                unexplained.add((isOurs ? "not " : "only ") + peer + ": " + one.kind() + " "
                        + one.question().schedule() + " at "
                        + Instant.ofEpochMilli(moment)
                                .atZone(ZoneId.of(one.question().zone())));
            }
        }
    }

    private static List<Case> cases() {
        var random = new Random(SEED);
        var cases = new ArrayList<Case>();
        for (var zone : ZONES) {
            var rules = ZoneId.of(zone).getRules();
            var change = rules.nextTransition(Instant.parse("2024-01-01T00:00:00Z"));
            while (change != null && change.getInstant().isBefore(Instant.parse("2025-01-01T00:00:00Z"))) {
                addAround(change, zone, random, cases);
                change = rules.nextTransition(change.getInstant());
            }
        }
        return cases;
    }

    private static void addAround(ZoneOffsetTransition change, String zone, Random random, List<Case> cases) {
        var first = change.isGap() ? change.getDateTimeBefore() : change.getDateTimeAfter();
        var within = first.plusMinutes(
                random.nextInt((int) change.getDuration().abs().toMinutes()));
        int minute = within.getMinute();
        int hour = within.getHour();
        var neighbours = new TreeSet<>(List.of((hour + 23) % 24, hour, (hour + 1) % 24))
                .toString()
                .replaceAll("[\\[\\] ]", "");
        add(cases, Kind.TIMES, change, zone, 26, minute + " " + hour + " * * *");
        add(cases, Kind.TIMES, change, zone, 26, minute + " " + (hour + 1) % 24 + " * * *");
        add(cases, Kind.TIMES, change, zone, 4, "30 " + minute + " " + hour + " * * *");
        add(cases, Kind.TIMES, change, zone, 26, minute + " " + hour + " " + within.getDayOfMonth() + " * *");
        add(
                cases,
                Kind.TIMES,
                change,
                zone,
                26,
                minute + " " + hour + " * * " + within.getDayOfWeek().getValue());
        add(cases, Kind.TIMES, change, zone, 26, minute + " " + neighbours + " * * *");
        add(cases, Kind.TIMES, change, zone, 26, minute + "," + (minute + 13) % 60 + " " + hour + " * * *");
        add(cases, hour == 0 ? Kind.ALL_HOURS : Kind.TIMES, change, zone, 4, minute + " " + hour + "-23 * * *");
        add(cases, Kind.EVERY_HOUR, change, zone, 4, minute + " * * * *");
        add(cases, Kind.EVERY_HOUR, change, zone, 4, "*/15 * * * *");
        add(cases, Kind.EVERY_HOUR, change, zone, 4, "*/7 * * * *");
        add(cases, Kind.EVERY_HOUR, change, zone, 1, "*/30 * * * * *");
        add(cases, Kind.STEPS, change, zone, 4, minute + " */2 * * *");
        add(cases, Kind.STEPS, change, zone, 4, minute + " */3 * * *");
        add(cases, Kind.STEPS, change, zone, 4, "*/15 " + hour + " * * *");
    }

    private static void add(
            List<Case> cases, Kind kind, ZoneOffsetTransition change, String zone, int hours, String schedule) {
        var from = change.getInstant().minus(Duration.ofHours(hours));
        var until = change.getInstant().plus(Duration.ofHours(hours));
        cases.add(new Case(kind, change, new Question(schedule, zone, from.toEpochMilli(), until.toEpochMilli())));
    }

    /** What is refused is never due. */
    private static SortedSet<Long> ours(Question question) {
        var due = new TreeSet<Long>();
        try {
            var schedule = ScheduleFixture.of("schedule", question.schedule(), question.zone());
            var next = schedule.next(Instant.ofEpochMilli(question.from()));
            while (next.isPresent() && next.get().toEpochMilli() <= question.until() && due.size() < DUE_MAX) {
                due.add(next.get().toEpochMilli());
                next = schedule.next(next.get());
            }
        } catch (ScheduleRefused e) {
            assertThat(e.detail()).isNotBlank();
        }
        return due;
    }

    /** What is an error is never due either. */
    private static SortedSet<Long> moments(JsonNode answer) {
        var due = new TreeSet<Long>();
        if (answer.isArray()) {
            answer.forEach(moment -> due.add(moment.asLong()));
        }
        return due;
    }

    private static Set<Long> without(Set<Long> some, Set<Long> others) {
        var rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static JsonNode ask(List<Question> questions) throws IOException, InterruptedException {
        var node = new ProcessBuilder("node", "peers.mjs")
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var in = node.getOutputStream()) {
            in.write(MAPPER.writeValueAsBytes(questions));
        }
        var answers = Objects.requireNonNull(MAPPER.readTree(node.getInputStream()));
        assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(answers).hasSize(questions.size());
        return answers;
    }
}
