package dev.daemion.extension.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A schedule")
class SchedulesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        # the shape
        schedule | every day           | found 'every day' with 2
        schedule | * * * * * * *       | with 7
        schedule | @reboot             | expected @yearly
        schedule | @every 5m           | every: 15m
        # values
        schedule | 60 * * * *          | field minute: expected 0 to 59, found 60
        schedule | 0 24 * * *          | field hour: expected 0 to 23, found 24
        schedule | 0 9 0 * *           | field day of the month: expected 1 to 31, found 0
        schedule | 0 9 * 13 *          | field month: expected 1 to 12, found 13
        schedule | 0 9 * FOO *         | expected 1 to 12 or JAN to DEC, found 'FOO'
        schedule | 0 9 * * 8           | field day of the week: expected 0 to 7, found 8
        schedule | -1 9 * * *          | found ''
        schedule | 99999999999 9 * * * | found '99999999999'
        schedule | 0,,3 9 * * *        | found ''
        schedule | ٣ 9 * * *           | found '٣'
        schedule | 1.5 9 * * *         | found '1.5'
        # ranges and steps
        schedule | 0 22-2 * * *        | the range 22-2 runs backwards; write 22-23,0-2
        schedule | 0 9 * 11-2 *        | write 11-12,1-2
        schedule | 0 9 * * FRI-MON     | write 5-7,1
        schedule | 0 9 * * 6-0         | write 6-7
        schedule | 0/0 9 * * *         | expected a step of 1 to 60, found '0'
        schedule | */90 * * * *        | said with 'every'
        schedule | */-5 * * * *        | found '-5'
        schedule | ? 9 * * *           | '?' stands only for a day
        # days
        schedule | 0 9 30 2 *          | such a day never comes
        schedule | 0 9 31 4,6,9,11 *   | such a day never comes
        schedule | 0 9 31W 2 *         | such a day never comes
        schedule | 0 9 */31 * MON#2    | such a day never comes
        schedule | 0 9 L-31 * *        | expected L, LW or L-1 to L-30
        schedule | 0 9 LX * *          | expected L, LW
        schedule | 0 9 W * *           | found ''
        schedule | 0 9 1-5W * *        | found '1-5'
        schedule | 0 9 * * L           | FRIL or 5L
        schedule | 0 9 * * 5#6         | a week of 1 to 5
        schedule | 0 9 * * MON#        | a week of 1 to 5
        schedule | 0 9 5#1 * *         | found '5#1'
        # too often
        schedule | * * * * * *         | due every second
        schedule | */5 * * * * *       | due every 5 seconds
        schedule | 0,9 * * * * *       | due every 9 seconds
        schedule | 0,55 * * * * *      | due every 5 seconds
        schedule | 0,55 0,59 * * * *   | due every 5 seconds
        schedule | 0,55 59,0 23,0 * * * | due every 5 seconds
        every    | 9s                  | at least 10s
        every    | 9999ms              | at least 10s
        every    | 0d                  | at least 10s
        every    | 367d                | at most 366d
        every    | 9999999999d         | at most 366d
        every    | 99999999999d        | a number and one of
        every    | quickly             | a number and one of
        every    | -5m                 | a number and one of
        # moments
        at       | tomorrow            | 2027-01-31T09:00:00+01:00
        at       | 2027-01-31          | expected a moment with offset
        at       | 2027-02-30T09:00Z   | expected a moment with offset
        at       | 2027-01-31T09:00    | add timezone
        at       | +12027-01-31T09:00Z | before the year 10000
        """)
    @DisplayName("is refused with the key at fault and what to do")
    void refused(String key, String text, String detail) {
        assertThatExceptionOfType(ScheduleRefused.class)
                .isThrownBy(() -> ScheduleFixture.of(key, text, ""))
                .satisfies(refusal -> {
                    assertThat(refusal.key()).isEqualTo(key);
                    assertThat(refusal.detail()).contains(detail);
                    assertThat(refusal.getStackTrace()).isEmpty();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "Berlin, Europe/Berlin",
        "new york, America/New_York",
        "Europe/Berlyn, Europe/Berlin",
        "utc, UTC",
        "CET+1, ''"
    })
    @DisplayName("is refused in a zone that does not exist, with the one that was probably meant")
    void zones(String zone, String meant) {
        assertThatExceptionOfType(ScheduleRefused.class)
                .isThrownBy(() -> ScheduleFixture.of("schedule", "0 9 * * *", zone))
                .satisfies(refusal -> {
                    assertThat(refusal.key()).isEqualTo("timezone");
                    assertThat(refusal.detail()).contains(meant.isEmpty() ? "IANA" : "did you mean '" + meant);
                });
    }

    @Test
    @DisplayName("says exactly one of schedule, every and at, as a text that is not too long")
    void oneOf() {
        var json = JsonNodeFactory.instance;
        var home = ZoneId.of("UTC");
        assertThatExceptionOfType(ScheduleRefused.class)
                .isThrownBy(() -> Schedules.of(json.objectNode(), Instant.EPOCH, home))
                .satisfies(refusal -> assertThat(refusal.key()).isEqualTo("schedule"));
        assertThatExceptionOfType(ScheduleRefused.class)
                .isThrownBy(() -> Schedules.of(
                        json.objectNode().put("schedule", "@daily").put("every", "1h"), Instant.EPOCH, home))
                .satisfies(refusal -> assertThat(refusal.detail()).contains("schedule and every"));
        assertThatExceptionOfType(ScheduleRefused.class)
                .isThrownBy(() -> Schedules.of(json.objectNode().put("every", 15), Instant.EPOCH, home))
                .satisfies(refusal -> assertThat(refusal.detail()).contains("expected a text, found 15"));
        assertThatExceptionOfType(ScheduleRefused.class)
                .isThrownBy(() -> Schedules.of(
                        json.objectNode().put("schedule", "0,".repeat(200) + "0 * * * *"), Instant.EPOCH, home))
                .satisfies(refusal -> assertThat(refusal.detail()).contains("at most 200"));
    }

    @Test
    @DisplayName("hangs in the gateway's zone when it names none")
    void home() throws ScheduleRefused {
        var home = ZoneId.of("Asia/Tokyo");
        var trigger = JsonNodeFactory.instance.objectNode().put("schedule", "0 9 * * *");

        var schedule = Schedules.of(trigger, Instant.EPOCH, home);

        assertThat(schedule.zone()).isEqualTo(home);
        assertThat(schedule.next(Instant.parse("2026-11-29T00:00:00Z")))
                .contains(Instant.parse("2026-11-30T00:00:00Z"));
    }

    @Test
    @DisplayName("of one moment is over after it")
    void once() {
        var once = ScheduleFixture.accepted("at", "2027-01-31T09:00:00.5+01:00", "");

        assertThat(once.next(Instant.parse("2027-01-31T08:00:00Z")))
                .contains(Instant.parse("2027-01-31T08:00:00.500Z"));
        assertThat(once.next(Instant.parse("2027-01-31T08:00:00.500Z"))).isEmpty();
    }

    @Test
    @DisplayName("of an interval counts from its anchor, whenever it is asked")
    void every() {
        var often = ScheduleFixture.accepted("every", "90m", "");

        assertThat(often.next(ScheduleFixture.ANCHOR)).contains(Instant.parse("2026-06-01T09:30:00Z"));
        assertThat(often.next(Instant.parse("2026-06-01T09:29:59.999Z")))
                .contains(Instant.parse("2026-06-01T09:30:00Z"));
        assertThat(often.next(Instant.parse("2026-06-01T09:30:00Z"))).contains(Instant.parse("2026-06-01T11:00:00Z"));
        assertThat(often.next(Instant.MIN)).contains(Instant.parse("2026-06-01T09:30:00Z"));
        assertThat(often.next(Instant.MAX)).isEmpty();
    }
}
