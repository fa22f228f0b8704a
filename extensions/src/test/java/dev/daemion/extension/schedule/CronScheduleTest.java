package dev.daemion.extension.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A cron schedule")
class CronScheduleTest {
    @ParameterizedTest(name = "{0} after {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
        # five fields, names, lists, ranges, steps
        0 9 * * *                | 2026-11-29T09:00:00 | 2026-11-30T09:00
        0 9 * * *                | 2026-11-29T08:59:59 | 2026-11-29T09:00
        0 9 * * MON-FRI          | 2026-11-28T00:00:00 | 2026-11-30T09:00
        0 9 * * mon-fri          | 2026-11-28T00:00:00 | 2026-11-30T09:00
        0 9 * * 1-5              | 2026-11-28T00:00:00 | 2026-11-30T09:00
        0 9 * * 0                | 2026-11-28T00:00:00 | 2026-11-29T09:00
        0 9 * * 7                | 2026-11-28T00:00:00 | 2026-11-29T09:00
        0 9 * * SUN              | 2026-11-28T00:00:00 | 2026-11-29T09:00
        0 9 * * FRI-SUN          | 2026-11-30T00:00:00 | 2026-12-04T09:00
        0 9 * * 5-7              | 2026-12-05T10:00:00 | 2026-12-06T09:00
        5,10,40-42 * * * *       | 2026-11-29T09:10:00 | 2026-11-29T09:40
        */20 * * * *             | 2026-11-29T09:10:00 | 2026-11-29T09:20
        7/20 * * * *             | 2026-11-29T09:27:00 | 2026-11-29T09:47
        10-30/10 * * * *         | 2026-11-29T09:30:00 | 2026-11-29T10:10
        0 0 1 JAN,jul *          | 2026-11-29T00:00:00 | 2027-01-01T00:00
        59 23 31 12 *            | 2026-11-29T00:00:00 | 2026-12-31T23:59
        0 9 * * */2              | 2026-11-29T10:00:00 | 2026-12-01T09:00
        # six fields: seconds first
        30 0 9 * * *             | 2026-11-29T09:00:00 | 2026-11-29T09:00:30
        */15 * * * * *           | 2026-11-29T23:59:45 | 2026-11-30T00:00
        0,55 0 * * * *           | 2026-11-29T09:00:00 | 2026-11-29T09:00:55
        # ?
        0 9 ? * MON              | 2026-11-29T00:00:00 | 2026-11-30T09:00
        0 9 1 * ?                | 2026-11-29T00:00:00 | 2026-12-01T09:00
        # L, L-n, LW, nW
        0 9 L * *                | 2026-02-01T00:00:00 | 2026-02-28T09:00
        0 9 L 2 *                | 2027-03-01T00:00:00 | 2028-02-29T09:00
        0 9 L-3 * *              | 2026-11-01T00:00:00 | 2026-11-27T09:00
        0 9 1,L * *              | 2026-11-02T00:00:00 | 2026-11-30T09:00
        0 9 LW * *               | 2026-10-31T00:00:00 | 2026-11-30T09:00
        0 9 LW * *               | 2026-05-01T00:00:00 | 2026-05-29T09:00
        0 9 15W * *              | 2026-08-01T00:00:00 | 2026-08-14T09:00
        0 9 15W * *              | 2026-11-01T00:00:00 | 2026-11-16T09:00
        0 9 1W * *               | 2026-07-31T10:00:00 | 2026-08-03T09:00
        0 9 31W * *              | 2026-05-01T00:00:00 | 2026-05-29T09:00
        0 9 31w * *              | 2026-06-01T00:00:00 | 2026-07-31T09:00
        # the last and the n-th weekday
        0 9 * * 5L               | 2026-11-01T00:00:00 | 2026-11-27T09:00
        0 9 * * friL             | 2026-11-01T00:00:00 | 2026-11-27T09:00
        0 9 * * FRIl             | 2026-11-27T09:00:00 | 2026-12-25T09:00
        0 9 * * MON#2            | 2026-11-01T00:00:00 | 2026-11-09T09:00
        0 9 * * MON#2,MON#4      | 2026-11-09T09:00:00 | 2026-11-23T09:00
        0 9 * * 0#5              | 2026-11-30T00:00:00 | 2027-01-31T09:00
        0 9 * * TUE,FRI#1        | 2026-12-01T09:00:00 | 2026-12-04T09:00
        # both days restricted: either
        0 9 13 * FRI             | 2026-11-08T00:00:00 | 2026-11-13T09:00
        0 9 13 * FRI             | 2026-12-12T00:00:00 | 2026-12-13T09:00
        0 9 13 * FRI             | 2026-12-13T09:00:00 | 2026-12-18T09:00
        # a field that begins with * restricts nothing by itself: both
        0 9 */2 * MON            | 2026-11-30T10:00:00 | 2026-12-07T09:00
        0 9 13 * */5             | 2026-11-01T00:00:00 | 2026-11-13T09:00
        # rare days
        0 9 29 2 *               | 2026-11-29T00:00:00 | 2028-02-29T09:00
        0 9 29 2 *               | 2096-11-29T00:00:00 | 2104-02-29T09:00
        0 9 29 2 */7             | 2026-11-29T00:00:00 | 2032-02-29T09:00
        0 9 29 2 */7             | 2076-11-29T00:00:00 | 2088-02-29T09:00
        # macros
        @yearly                  | 2026-11-29T00:00:00 | 2027-01-01T00:00
        @annually                | 2026-11-29T00:00:00 | 2027-01-01T00:00
        @monthly                 | 2026-11-29T00:00:00 | 2026-12-01T00:00
        @weekly                  | 2026-11-29T00:00:00 | 2026-12-06T00:00
        @daily                   | 2026-11-29T00:00:00 | 2026-11-30T00:00
        @Midnight                | 2026-11-29T00:00:00 | 2026-11-30T00:00
        @hourly                  | 2026-11-29T00:00:00 | 2026-11-29T01:00
        """)
    @DisplayName("is next due")
    void next(String text, LocalDateTime after, LocalDateTime expected) {
        var schedule = ScheduleFixture.cron(text, "UTC");

        assertThat(schedule.next(after.toInstant(ZoneOffset.UTC)))
                .map(due -> LocalDateTime.ofInstant(due, ZoneOffset.UTC))
                .contains(expected);
    }

    @Test
    @DisplayName("counts from the fraction of a second on, never on it")
    void fractions() {
        var schedule = ScheduleFixture.cron("0 9 * * *", "UTC");

        assertThat(schedule.next(Instant.parse("2026-11-29T08:59:59.999999999Z")))
                .contains(Instant.parse("2026-11-29T09:00:00Z"));
        assertThat(schedule.next(Instant.parse("2026-11-29T09:00:00.000000001Z")))
                .contains(Instant.parse("2026-11-30T09:00:00Z"));
    }

    @Test
    @DisplayName("ends with the year 9999 and begins no earlier than the calendar")
    void ends() {
        var daily = ScheduleFixture.cron("0 9 * * *", "Europe/Berlin");

        assertThat(daily.next(Instant.MAX)).isEmpty();
        assertThat(daily.next(Instant.MIN)).isPresent();
        assertThat(ScheduleFixture.cron("0 * * * *", "Europe/Berlin").next(Instant.MAX))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 9 29 2 */7", "* * 29 2 */7", "0 0 29 2 *", "0 9 31W 12 *", "0 0 L-30 * *"})
    @DisplayName("finds even the rarest day in a millisecond or two")
    void rare(String text) {
        var zone = ZoneId.of("Europe/Berlin");
        var schedule = ScheduleFixture.cron(text, zone.getId());
        var start = Instant.parse("2090-01-01T00:00:00Z");
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            assertThat(schedule.next(start.plusSeconds(i))).isPresent();
        }

        assertThat((System.nanoTime() - begin) / 100).isLessThan(20_000_000L);
    }

    @Test
    @DisplayName("is simulated for a year in thirty zones in much less than five seconds")
    void quick() {
        var zones = Stream.of(
                        "UTC Europe/Berlin Europe/London Europe/Lisbon Europe/Istanbul Europe/Chisinau Asia/Beirut"
                                + " Asia/Tehran Asia/Kolkata Asia/Kathmandu Asia/Tokyo Asia/Gaza Africa/Cairo"
                                + " Africa/Casablanca America/New_York America/Chicago America/Denver"
                                + " America/Los_Angeles America/St_Johns America/Sao_Paulo America/Santiago"
                                + " America/Havana America/Asuncion Pacific/Auckland Pacific/Chatham Pacific/Apia"
                                + " Australia/Sydney Australia/Lord_Howe Antarctica/Troll Atlantic/Azores")
                .flatMap(names -> Stream.of(names.split(" ")))
                .toList();
        var texts = Stream.of("*/15 * * * *", "0 * * * *", "0 9 * * 1-5", "30 2 * * *", "0 */2 * * *", "0 0 L * *");
        var start = Instant.parse("2026-01-01T00:00:00Z");
        var end = Instant.parse("2027-01-01T00:00:00Z");
        long begin = System.nanoTime();
        long count = texts.flatMap(text -> zones.stream().map(zone -> ScheduleFixture.cron(text, zone)))
                .mapToLong(schedule -> {
                    long due = 0;
                    for (var at = schedule.next(start);
                            at.isPresent() && at.get().isBefore(end);
                            due++) {
                        at = schedule.next(at.get());
                    }
                    return due;
                })
                .sum();

        assertThat(zones).hasSize(30);
        assertThat(count).isBetween(1_400_000L, 1_600_000L);
        assertThat((System.nanoTime() - begin) / 1_000_000).isLessThan(5_000);
    }
}
