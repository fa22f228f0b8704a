package dev.daemion.extension.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The words of a schedule")
class ScheduleWordsTest {
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
        schedule | 0 9 * * 1-5           | at 09:00 on Monday to Friday
        schedule | 0 9 * * *             | at 09:00 every day
        schedule | 0 9,12 * * 6,0        | at 09:00 and 12:00 on Saturdays and Sundays
        schedule | 30 0 9 * * FRI-SUN    | at 09:00:30 on Friday to Sunday
        schedule | * * * * *             | every minute
        schedule | */15 * * * *          | every 15 minutes
        schedule | 5/15 * * * *          | every 15 minutes from 5 past the hour
        schedule | 0 * * * *             | every hour
        schedule | 1 * * * *             | at 1 minute past every hour
        schedule | 5,10-12 * * * *       | at 5 and 10 to 12 minutes past every hour
        schedule | */10 * * * * *        | every 10 seconds
        schedule | 20 */30 * * * *       | at second 20 of minutes 0 and 30 of every hour
        schedule | 15 * * * * *          | at second 15 of every minute of every hour
        schedule | 5 */6 * * *           | every 6 hours from 00:05
        schedule | 0 9-17 * * *          | every hour from 09:00 to 17:00
        schedule | */15 9-17 * * MON-FRI | every 15 minutes from 09:00 to 17:45 on Monday to Friday
        schedule | 1,2,5 3-5,9 * * *     | at minutes 1, 2 and 5 in the hours 03 to 05 and 09
        schedule | 0 9 1,15 * *          | at 09:00 on days 1 and 15 of the month
        schedule | 0 0 29 2 *            | at 00:00 on day 29 of February
        schedule | 0 9 * 6-8 *           | at 09:00 every day in June to August
        schedule | 0 12 13 * FRI         | at 12:00 on day 13 of the month and on Fridays
        schedule | 0 9 */2 * MON         | at 09:00 on every 2nd day from day 1 of the month, only on Mondays
        schedule | 0 9 L * *             | at 09:00 on the last day of the month
        schedule | 0 9 L-3 * *           | at 09:00 on the last day but 3 of the month
        schedule | 0 9 LW 3,6 *          | at 09:00 on the last weekday of March and June
        schedule | 0 9 15W * *           | at 09:00 on the weekday nearest to day 15 of the month
        schedule | 0 9 * * 5L            | at 09:00 on the last Friday of the month
        schedule | 0 9 * 6 MON#2         | at 09:00 on the second Monday of June
        schedule | @weekly               | at 00:00 on Sundays
        every    | 15m                   | every 15 minutes
        every    | 60m                   | every hour
        every    | 48h                   | every 2 days
        every    | 90s                   | every 90 seconds
        every    | 10500ms               | every 10500 milliseconds
        at       | 2027-01-31T09:00      | once at 09:00 on Sunday, 31 January 2027
        at       | 2027-01-31T08:00:05Z  | once at 09:00:05 on Sunday, 31 January 2027
        """)
    @DisplayName("are English and name the zone")
    void words(String key, String text, String words) {
        assertThat(ScheduleFixture.accepted(key, text, "Europe/Berlin").words()).isEqualTo(words + " (Europe/Berlin)");
    }
}
