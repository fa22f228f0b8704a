package dev.daemion.extension.schedule;

import static dev.daemion.extension.schedule.ScheduleFixture.cron;
import static dev.daemion.extension.schedule.ScheduleFixture.due;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Where clocks are changed")
class ClockChangeTest {
    @Nested
    @DisplayName("a time of the day that is skipped")
    class Skipped {
        @Test
        @DisplayName("is due once at the first instant after the gap (Berlin, New York)")
        void afterTheGap() {
            assertThat(due(cron("30 2 * * *", "Europe/Berlin"), "2026-03-28T00:00", "2026-03-30T12:00"))
                    .containsExactly("2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
            assertThat(due(cron("30 2 * * *", "America/New_York"), "2026-03-08T00:00", "2026-03-09T12:00"))
                    .containsExactly("2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00");
        }

        @Test
        @DisplayName("is one with the others of the gap and with the time that ends it")
        void together() {
            assertThat(due(cron("*/20 2-3 * * *", "Europe/Berlin"), "2026-03-29T00:00", "2026-03-29T12:00"))
                    .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:20+02:00", "2026-03-29T03:40+02:00");
        }

        @Test
        @DisplayName("is due after half an hour's gap (Lord Howe) and after two hours' (Troll)")
        void otherGaps() {
            assertThat(due(cron("15 2 * * *", "Australia/Lord_Howe"), "2026-10-03T12:00", "2026-10-05T12:00"))
                    .containsExactly("2026-10-04T02:30+11:00", "2026-10-05T02:15+11:00");
            assertThat(due(cron("30 1,2,3 * * *", "Antarctica/Troll"), "2026-03-29T00:00", "2026-03-29T12:00"))
                    .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00");
        }

        @Test
        @DisplayName("is due at one o'clock where midnight is missing (São Paulo, Beirut)")
        void midnight() {
            assertThat(due(cron("@daily", "America/Sao_Paulo"), "2018-11-03T12:00", "2018-11-05T12:00"))
                    .containsExactly("2018-11-04T01:00-02:00", "2018-11-05T00:00-02:00");
            assertThat(due(cron("30 0 * * *", "Asia/Beirut"), "2026-03-28T12:00", "2026-03-30T12:00"))
                    .containsExactly("2026-03-29T01:00+03:00", "2026-03-30T00:30+03:00");
        }

        @Test
        @DisplayName("is due at the first instant after a whole missing day (Apia, 30 December 2011)")
        void missingDay() {
            assertThat(due(cron("0 9 * * *", "Pacific/Apia"), "2011-12-29T00:00", "2012-01-01T00:00"))
                    .containsExactly("2011-12-29T09:00-10:00", "2011-12-31T00:00+14:00", "2011-12-31T09:00+14:00");
            assertThat(due(cron("0 9 30 12 *", "Pacific/Apia"), "2011-12-29T00:00", "2012-12-31T00:00"))
                    .containsExactly("2011-12-31T00:00+14:00", "2012-12-30T09:00+14:00");
        }

        @Test
        @DisplayName("as a single moment is the first instant after the gap too")
        void oneShot() {
            var once = ScheduleFixture.accepted("at", "2026-03-29T02:30", "Europe/Berlin");

            assertThat(once.next(Instant.EPOCH)).contains(Instant.parse("2026-03-29T01:00:00Z"));
        }
    }

    @Nested
    @DisplayName("a time of the day that comes twice")
    class Repeated {
        @Test
        @DisplayName("is due at its first occurrence only (Berlin, New York, Lord Howe, Troll)")
        void once() {
            assertThat(due(cron("30 2 * * *", "Europe/Berlin"), "2026-10-24T12:00", "2026-10-26T12:00"))
                    .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
            assertThat(due(cron("30 1 * * *", "America/New_York"), "2026-10-31T12:00", "2026-11-02T12:00"))
                    .containsExactly("2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00");
            assertThat(due(cron("45 1 * * *", "Australia/Lord_Howe"), "2026-04-04T12:00", "2026-04-06T12:00"))
                    .containsExactly("2026-04-05T01:45+11:00", "2026-04-06T01:45+10:30");
            assertThat(due(cron("30 1,2,3 * * *", "Antarctica/Troll"), "2026-10-25T00:00", "2026-10-25T12:00"))
                    .containsExactly("2026-10-25T01:30+02:00", "2026-10-25T02:30+02:00", "2026-10-25T03:30Z");
        }

        @Test
        @DisplayName("is not due again when asked from within its second pass")
        void secondPass() {
            var schedule = cron("*/10 2 * * *", "Europe/Berlin");

            assertThat(schedule.next(Instant.parse("2026-10-25T01:05:00Z")))
                    .contains(Instant.parse("2026-10-26T01:00:00Z"));
        }

        @Test
        @DisplayName("is due once where midnight comes twice (Beirut, Havana)")
        void midnight() {
            assertThat(due(cron("30 23 * * *", "Asia/Beirut"), "2026-10-24T12:00", "2026-10-25T23:00"))
                    .containsExactly("2026-10-24T23:30+03:00");
            assertThat(due(cron("@daily", "America/Havana"), "2026-10-31T12:00", "2026-11-01T23:00"))
                    .containsExactly("2026-11-01T00:00-04:00");
        }

        @Test
        @DisplayName("as a single moment is its first occurrence too")
        void oneShot() {
            var once = ScheduleFixture.accepted("at", "2026-10-25T02:30", "Europe/Berlin");

            assertThat(once.next(Instant.EPOCH)).contains(Instant.parse("2026-10-25T00:30:00Z"));
        }
    }

    @Nested
    @DisplayName("a schedule that holds in every hour")
    class EveryHour {
        @Test
        @DisplayName("goes on at the same pace through a gap")
        void gap() {
            assertThat(due(cron("*/30 * * * *", "Europe/Berlin"), "2026-03-29T01:00", "2026-03-29T04:00"))
                    .containsExactly(
                            "2026-03-29T01:30+01:00",
                            "2026-03-29T03:00+02:00",
                            "2026-03-29T03:30+02:00",
                            "2026-03-29T04:00+02:00");
            assertThat(due(cron("30 * * * *", "Europe/Berlin"), "2026-03-29T01:00", "2026-03-29T04:00"))
                    .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00");
        }

        @Test
        @DisplayName("goes on at the same pace through a repeated hour")
        void overlap() {
            assertThat(due(cron("0 * * * *", "Europe/Berlin"), "2026-10-25T01:00", "2026-10-25T03:00"))
                    .containsExactly("2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00");
            assertThat(due(cron("*/30 * * * *", "America/New_York"), "2026-11-01T00:30", "2026-11-01T02:00"))
                    .containsExactly(
                            "2026-11-01T01:00-04:00",
                            "2026-11-01T01:30-04:00",
                            "2026-11-01T01:00-05:00",
                            "2026-11-01T01:30-05:00",
                            "2026-11-01T02:00-05:00");
        }

        @Test
        @DisplayName("reads the clock on the wall where it is moved by half an hour (Lord Howe)")
        void halfAnHour() {
            assertThat(due(cron("45 * * * *", "Australia/Lord_Howe"), "2026-04-05T01:00", "2026-04-05T02:50"))
                    .containsExactly("2026-04-05T01:45+11:00", "2026-04-05T01:45+10:30", "2026-04-05T02:45+10:30");
            assertThat(due(cron("0 * * * *", "Australia/Lord_Howe"), "2026-10-04T01:30", "2026-10-04T04:00"))
                    .containsExactly("2026-10-04T03:00+11:00", "2026-10-04T04:00+11:00");
        }

        @Test
        @DisplayName("is not due on a day that is missing")
        void missingDay() {
            assertThat(due(cron("0 * 30 12 *", "Pacific/Apia"), "2011-12-29T00:00", "2012-12-30T01:00"))
                    .containsExactly("2012-12-30T00:00+14:00", "2012-12-30T01:00+14:00");
        }
    }

    @Test
    @DisplayName("steps of hours are times of the day: never twice, and after a gap at once")
    void stepsOfHours() {
        var schedule = cron("0 */2 * * *", "Europe/Berlin");

        assertThat(due(schedule, "2026-03-28T23:00", "2026-03-29T06:00"))
                .containsExactly(
                        "2026-03-29T00:00+01:00",
                        "2026-03-29T03:00+02:00",
                        "2026-03-29T04:00+02:00",
                        "2026-03-29T06:00+02:00");
        assertThat(due(schedule, "2026-10-24T23:00", "2026-10-25T06:00"))
                .containsExactly(
                        "2026-10-25T00:00+02:00",
                        "2026-10-25T02:00+02:00",
                        "2026-10-25T04:00+01:00",
                        "2026-10-25T06:00+01:00");
    }

    @Test
    @DisplayName("an interval counts elapsed time and sees nothing of it")
    void interval() {
        var daily = ScheduleFixture.accepted("every", "1d", "Europe/Berlin");

        assertThat(due(daily, "2026-10-24T12:00", "2026-10-26T12:00"))
                .containsExactly("2026-10-25T09:00+01:00", "2026-10-26T09:00+01:00");
        assertThat(daily.next(Instant.parse("2026-01-01T00:00:00Z")))
                .as("the first is one interval after the anchor")
                .contains(ScheduleFixture.ANCHOR.plusSeconds(86_400));
    }
}
