package dev.daemion.substrate.execution.model.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.builtin.Timing.Meaning;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of {@link Conversation} shows Friday, 20 November 2026, 19:00 UTC. */
@DisplayName("When something is to happen, in words")
class WhenTest {
    private static When find(String request) {
        return When.find(request, Conversation.CLOCK).orElseThrow(() -> new AssertionError(request));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        every evening at 7 x | 0 19 * * *
        every night at 11 x | 0 23 * * *
        every night at 2:30 x | 30 2 * * *
        every afternoon at 3 x | 0 15 * * *
        every weekday morning at 9 x | 0 9 * * 1-5
        at 3 in the morning every day x | 0 3 * * *
        at midnight every day x | 0 0 * * *
        every midnight x | 0 0 * * *
        at noon every weekday x | 0 12 * * 1-5
        every day at 9 and 17 x | 0 9,17 * * *
        every day at 8am and 8pm x | 0 8,20 * * *
        every day at noon and midnight x | 0 0,12 * * *
        every weekday at half past nine x | 30 9 * * 1-5
        every weekday at quarter to nine x | 45 8 * * 1-5
        every weekday 9:15 x | 15 9 * * 1-5
        weekdays 9am x | 0 9 * * 1-5
        x at 9 every weekday | 0 9 * * 1-5
        at 9 x every weekday | 0 9 * * 1-5
        every weekday x at 9 | 0 9 * * 1-5
        x every weekday at 9 and save it to notes.md | 0 9 * * 1-5
        monday to friday at 9 x | 0 9 * * 1-5
        every monday through thursday at 9 x | 0 9 * * 1,2,3,4
        mon, wed and fri at 7:15 x | 15 7 * * 1,3,5
        every week on monday at 9 x | 0 9 * * 1
        every day except weekends at 9 x | 0 9 * * 1-5
        daily at 9 but not on sundays x | 0 9 * * 1,2,3,4,5,6
        every hour x but not on weekends | 0 * * * 1-5
        every hour between 9 and 17 on weekdays x | 0 9-17 * * 1-5
        every hour from 9 to 5 x | 0 9-17 * * *
        every 2 hours between 8 and 20 x | 0 8-20/2 * * *
        every 15 minutes between 9am and 5pm x | */15 9-16 * * *
        every hour between 22 and 6 x | 0 0,1,2,3,4,5,6,22,23 * * *
        every hour on the hour x | 0 * * * *
        on the 1st and 15th of every month at 9 x | 0 9 1,15 * *
        every month on the 3rd at 9 x | 0 9 3 * *
        at the end of every month at 18 x | 0 18 L * *
        the last weekday of every month at 17:00 x | 0 17 LW * *
        the first and third monday of every month at 9 x | 0 9 * * 1#1,1#3
        on the second tuesday of the month at 8 x | 0 8 * * 2#2
        every year on 24 December at 8 x | 0 8 24 12 *
        every january 1 at 0:00 x | 0 0 1 1 *
        quarterly on the 1st at 9 x | 0 9 1 */3 *
        twice a day at 9 and 17 x | 0 9,17 * * *
        on the 15th at 9 of every month x | 0 9 15 * *
        every month on the last day at 9 x | 0 9 L * *
        x every hour in ~/code | 0 * * * *
        0 9 * * 1-5 x | 0 9 * * 1-5
        cron `30 6 1 * *`: x | 30 6 1 * *
        """)
    @DisplayName("is a schedule")
    void schedules(String request, String schedule) {
        var when = find(request);
        assertThat(when.trigger())
                .as(request + " " + when.meaning())
                .isEqualTo(JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "cron")
                        .put("schedule", schedule)
                        .put("timezone", "UTC"));
        assertThat(when.rest()).startsWith("x");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        every 15m x | {"type":"cron","every":"15m"}
        every quarter hour x | {"type":"cron","every":"15m"}
        every hour and a half x | {"type":"cron","every":"90m"}
        every 1.5 hours x | {"type":"cron","every":"90m"}
        every 2 weeks x | {"type":"cron","every":"14d"}
        every weekday at 9am Berlin time x | {"type":"cron","schedule":"0 9 * * 1-5","timezone":"Europe/Berlin"}
        every weekday at 9 in Europe/Berlin x | {"type":"cron","schedule":"0 9 * * 1-5","timezone":"Europe/Berlin"}
        every day at 9 x New York time | {"type":"cron","schedule":"0 9 * * *","timezone":"America/New_York"}
        in an hour and a half x | {"type":"cron","at":"2026-11-20T20:30:00Z"}
        in 1h30 x | {"type":"cron","at":"2026-11-20T20:30:00Z"}
        in 1 hour and 20 minutes x | {"type":"cron","at":"2026-11-20T20:20:00Z"}
        15 minutes from now x | {"type":"cron","at":"2026-11-20T19:15:00Z"}
        in 3 days at 9 x | {"type":"cron","at":"2026-11-23T09:00:00Z"}
        tonight at 8 x | {"type":"cron","at":"2026-11-20T20:00:00Z"}
        tonight at 1 x | {"type":"cron","at":"2026-11-21T01:00:00Z"}
        tomorrow evening at 7 x | {"type":"cron","at":"2026-11-21T19:00:00Z"}
        the day after tomorrow at noon x | {"type":"cron","at":"2026-11-22T12:00:00Z"}
        this monday at 17:00 x | {"type":"cron","at":"2026-11-23T17:00:00Z"}
        next friday at 5pm x | {"type":"cron","at":"2026-11-27T17:00:00Z"}
        on december 24 at 8am x | {"type":"cron","at":"2026-12-24T08:00:00Z"}
        at 10 on the first of december x | {"type":"cron","at":"2026-12-01T10:00:00Z"}
        on 3 march at 8am x | {"type":"cron","at":"2027-03-03T08:00:00Z"}
        on 29 february at 8am x | {"type":"cron","at":"2028-02-29T08:00:00Z"}
        on 24.12. at 18:00 x | {"type":"cron","at":"2026-12-24T18:00:00Z"}
        at 17:00 Berlin time x | {"type":"cron","at":"2026-11-21T17:00:00+01:00"}
        at 7 x | {"type":"cron","at":"2026-11-21T07:00:00Z"}
        when a pdf shows up in my downloads folder x | {"type":"watch","path":"~/Downloads","glob":"**/*.pdf","events":["create"]}
        if a file is deleted from ~/inbox, x | {"type":"watch","path":"~/inbox","events":["delete"]}
        when a screenshot lands on my desktop, x | {"type":"watch","path":"~/Desktop","glob":"**/*.{png,jpg,jpeg}","events":["create"]}
        if something changes in ~/notes x | {"type":"watch","path":"~/notes"}
        if backup fails, x | {"type":"chain","job":"backup","on":"failed"}
        each time the backup job runs, x | {"type":"chain","job":"backup","on":"finished"}
        """)
    @DisplayName("is an interval, a moment, a zone, a watch or a chain")
    void others(String request, String trigger) throws JsonProcessingException {
        var when = find(request);
        assertThat(when.trigger())
                .as(request + " " + when.meaning())
                .isEqualTo(Json.stored().readTree(trigger));
        assertThat(when.rest()).isEqualTo("x");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        on friday at 5pm x | this friday at 5pm | every friday at 5pm
        on the 3rd at 10 x | on 3 December at 10 | on the 3rd of every month at 10
        at 3 x | at 3 am | at 3 pm
        tomorrow at 6 x | tomorrow at 6 am | tomorrow at 6 pm
        at 9 x | at 9 am | at 9 pm
        """)
    @DisplayName("is asked where it can be read in two ways")
    void either(String request, String first, String second) {
        assertThat(find(request).meaning()).isEqualTo(new Meaning.Either(first, second));
        assertThat(find(first + " x").trigger()).isNotNull();
        assertThat(find(second + " x").trigger()).isNotNull();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "every day at 25:00 x",
                "every 5 seconds x",
                "every 0 minutes x",
                "at 13pm x",
                "every day at 9:75 x",
                "every evening at 7am x",
                "on the 45th of each month at 9 x",
                "on 30 february at 9 x",
                "every year on 31 november at 9 x",
                "on 2020-01-01 at 9 x",
                "today at 3am x",
                "every other day at 9 x",
                "every two weeks on monday at 9 x",
                "every 7 minutes between 9 and 17 x",
                "every 30 minutes during working hours x",
                "every weekday at 9 and 17:30 x",
                "every third monday at 9 x",
                "three times a day x",
                "x on mondays at 9 and tuesdays at 10",
                "next week x",
                "in a couple of days x",
                "on 12/24 at 18:00 x",
                "every day at 9 Mars time x",
                "every day at 9 PST x",
                "starting tomorrow every day at 9 x",
                "daily at 9 until friday x",
                "every friday on the 13th at 9 x"
            })
    @DisplayName("is told why nothing can be made of it, never guessed")
    void nothing(String request) {
        assertThat(find(request).meaning()).isInstanceOf(Meaning.Nothing.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list my threads",
                "see you later alligator",
                "which files contain \"every day\"",
                "run `sleep 5`",
                "every file in ~/notes",
                "each of my threads",
                "on the other hand",
                "in the beginning there was light",
                "in 1990 the wall fell",
                "may I ask something",
                "translate \"see you on friday\" into german",
                "summarise https://example.com/2026-11-20/at-9"
            })
    @DisplayName("is not seen where nothing is said about it")
    void notSaid(String request) {
        assertThat(When.find(request, Conversation.CLOCK).filter(when -> !when.isWeak()))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        remind me in 20 minutes that tea is ready | remind me that tea is ready
        remind me about the dentist tomorrow at 9 | remind me about the dentist
        remind me tomorrow at 9: call Ada | remind me to call Ada
        remind me at 17:00 call Ada | remind me to call Ada
        remind me to call Ada in 2 hours | remind me to call Ada
        tomorrow at 9, then please list my threads | list my threads
        every day at 9 that lists my threads | lists my threads
        every day at 9 tell me the New York time | tell me the New York time
        every day at 9 list the notes of monday | list the notes of monday
        """)
    @DisplayName("leaves what is to be done as it was said")
    void rest(String request, String rest) {
        assertThat(find(request).rest()).isEqualTo(rest);
    }

    @Test
    @DisplayName("a time alone is a time of the day")
    void timeOfDay() {
        assertThat(When.timeOfDay("10:30")).hasToString("Optional[10:30]");
        assertThat(When.timeOfDay("at 7pm")).hasToString("Optional[19:00]");
        assertThat(When.timeOfDay("7 in the evening")).hasToString("Optional[19:00]");
        assertThat(When.timeOfDay("every day at 7")).isEmpty();
        assertThat(When.timeOfDay("25")).isEmpty();
        assertThat(When.timeOfDay("the moon")).isEmpty();
    }

    @Test
    @DisplayName("whatever is said, it is answered, and in little time")
    void anything() {
        var words = List.of(
                "every",
                "each",
                "on",
                "at",
                "in",
                "the",
                "of",
                "month",
                "monday",
                "fridays",
                "weekdays",
                "weekend",
                "9",
                "25",
                "99",
                "0",
                "31",
                "31st",
                "2nd",
                "9:30",
                "12pm",
                "0am",
                "half past",
                "noon",
                "midnight",
                "a",
                "an",
                "1.5",
                "99999",
                "minutes",
                "hours",
                "days",
                "weeks",
                "months",
                "year",
                "between",
                "and",
                "from",
                "to",
                "until",
                "tomorrow",
                "tonight",
                "evening",
                "february",
                "30 february",
                "2026-13-45",
                "31.12.",
                "1/2",
                "Berlin time",
                "Europe/Nowhere",
                "PST",
                "except",
                "first",
                "last",
                "day",
                "next",
                "this",
                "other",
                ",",
                "and a half",
                "x",
                "* * * * *",
                "@daily",
                "when",
                "~/inbox",
                "changes",
                "remind me");
        var random = new Random(20_261_129);
        for (int i = 0; i < 20_000; i++) {
            var request = IntStream.range(0, 1 + random.nextInt(9))
                    .mapToObj(_ -> words.get(random.nextInt(words.size())))
                    .collect(Collectors.joining(" "));
            assertThat(When.find(request, Conversation.CLOCK)).as(request).isNotNull();
        }
        var long_ = "every day at nine o clock ".repeat(1_500);
        assertThat(When.find(long_, Conversation.CLOCK)).isNotNull();
    }
}
