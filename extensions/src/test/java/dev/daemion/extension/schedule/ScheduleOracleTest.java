package dev.daemion.extension.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Random schedules around changes of the clock")
class ScheduleOracleTest {
    private static final long SEED = 20_261_129;
    private static final List<String> PLACES = List.of(
            "Europe/Berlin 2026-03-29",
            "Europe/Berlin 2026-10-25",
            "America/New_York 2026-03-08",
            "America/New_York 2026-11-01",
            "Australia/Lord_Howe 2026-04-05",
            "Australia/Lord_Howe 2026-10-04",
            "America/Sao_Paulo 2018-11-04",
            "America/Sao_Paulo 2018-02-18",
            "Asia/Beirut 2026-03-29",
            "Asia/Beirut 2026-10-25",
            "Pacific/Apia 2011-12-30",
            "Antarctica/Troll 2026-03-29",
            "Antarctica/Troll 2026-10-25",
            "Asia/Tehran 2022-03-22",
            "Africa/Casablanca 2026-02-15",
            "Asia/Kathmandu 1986-01-01",
            "UTC 2026-02-28");

    /** A schedule as sets of numbers: what is checked against knows nothing of fields, bits or searching. */
    private record Drawn(List<Integer> minutes, List<Integer> hours, List<Integer> dates, List<Integer> weekdays) {
        static Drawn of(Random random) {
            boolean isEveryHour = random.nextInt(3) == 0;
            return new Drawn(
                    draw(random, 0, 59, 1 + random.nextInt(4)),
                    isEveryHour ? all(0, 23) : draw(random, 0, 5, 1 + random.nextInt(4)),
                    random.nextInt(3) > 0 ? all(1, 31) : draw(random, 1, 31, 8),
                    random.nextInt(3) > 0 ? all(0, 6) : draw(random, 0, 6, 3));
        }

        private static List<Integer> all(int from, int to) {
            return IntStream.rangeClosed(from, to).boxed().toList();
        }

        private static List<Integer> draw(Random random, int from, int to, int count) {
            return random.ints(count, from, to + 1).sorted().distinct().boxed().toList();
        }

        String text() {
            return Stream.of(list(minutes, 60), list(hours, 24), list(dates, 31), "*", list(weekdays, 7))
                    .collect(Collectors.joining(" "));
        }

        private static String list(List<Integer> values, int all) {
            return values.size() == all
                    ? "*"
                    : values.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        boolean matches(LocalDateTime time) {
            boolean isDate = dates.contains(time.getDayOfMonth());
            boolean isWeekday = weekdays.contains(time.getDayOfWeek().getValue() % 7);
            boolean isEither = dates.size() < 31 && weekdays.size() < 7;
            return minutes.contains(time.getMinute())
                    && hours.contains(time.getHour())
                    && (isEither ? isDate || isWeekday : isDate && isWeekday);
        }

        /** Every due time of the window, found by looking at every minute there is. */
        SortedSet<Instant> due(ZoneId zone, Instant from, Instant until) {
            var found = new TreeSet<Instant>();
            if (hours.size() == 24) {
                for (var at = from.plusSeconds(60); !at.isAfter(until); at = at.plusSeconds(60)) {
                    if (matches(LocalDateTime.ofInstant(at, zone))) {
                        found.add(at);
                    }
                }
                return found;
            }
            var last = LocalDateTime.ofInstant(until, zone).plusDays(2);
            for (var local = LocalDateTime.ofInstant(from, zone).minusDays(2);
                    local.isBefore(last);
                    local = local.plusMinutes(1)) {
                if (matches(local)) {
                    found.add(moment(local, zone));
                }
            }
            found.removeIf(at -> !at.isAfter(from) || at.isAfter(until));
            return found;
        }

        /** A skipped time becomes the first minute that exists after it, found by walking. */
        private static Instant moment(LocalDateTime local, ZoneId zone) {
            var existing = local;
            while (zone.getRules().getValidOffsets(existing).isEmpty()) {
                existing = existing.plusMinutes(1);
            }
            return existing.toInstant(zone.getRules().getValidOffsets(existing).getFirst());
        }
    }

    @Test
    @DisplayName("are due when a look at every single minute says so, each time later than the last")
    void likeBruteForce() {
        var random = new Random(SEED);
        int count = 0;
        for (int round = 0; round < 25; round++) {
            for (var place : PLACES) {
                var zone = ZoneId.of(place.substring(0, place.indexOf(' ')));
                var start = LocalDateTime.parse(place.substring(place.indexOf(' ') + 1) + "T00:00")
                        .minusDays(2)
                        .atZone(zone)
                        .toInstant();
                var end = start.plusSeconds(4 * 86_400);
                var drawn = Drawn.of(random);
                var schedule = ScheduleFixture.cron(drawn.text(), zone.getId());

                var found = new ArrayList<Instant>();
                for (var next = schedule.next(start);
                        next.isPresent() && !next.get().isAfter(end);
                        next = schedule.next(next.get())) {
                    found.add(next.get());
                }

                assertThat(found).as(drawn.text() + " " + place).containsExactlyElementsOf(drawn.due(zone, start, end));
                count += found.size();
                var between = start.plusSeconds(random.nextInt(4 * 86_400));
                assertThat(schedule.next(between).filter(next -> !next.isAfter(end)))
                        .as(drawn.text() + " " + place + " asked at " + between)
                        .isEqualTo(
                                found.stream().filter(at -> at.isAfter(between)).findFirst());
            }
        }
        assertThat(count).as("enough was due to mean something").isGreaterThan(10_000);
    }
}
