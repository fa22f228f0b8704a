package dev.daemion.substrate.execution.model.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelMessage;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Asking for a job in plain words")
class JobMakingTest {
    private static final Inspection INSPECTION = new Inspection(new Schemas());

    private static Step first(String sentence) {
        var at = new Surroundings(sentence, List.of(), Conversation.allTools(), Conversation.CLOCK, null);
        return Intents.ALL.stream()
                .flatMap(intent -> intent.match(Words.plain(sentence)).stream()
                        .map(words -> intent.plan().apply(words, at)))
                .findFirst()
                .orElseGet(() -> new Step.Say(Phrases.cannot(at)));
    }

    /** What comes after a tool has answered. */
    private static Step next(String sentence, String tool, String output) {
        var answer = new ModelMessage.ToolAnswer("c1", tool, output, false);
        var after = new Surroundings(sentence, List.of(answer), Conversation.allTools(), Conversation.CLOCK, null);
        return Intents.ALL.stream()
                .flatMap(intent -> intent.match(Words.plain(sentence)).stream()
                        .map(words -> intent.next().apply(words, after)))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode proposed(String sentence) {
        var step = first(sentence);
        assertThat(step).as(sentence).isInstanceOf(Step.Use.class);
        var use = (Step.Use) step;
        assertThat(use.tool()).as(sentence).isEqualTo("create_extension");
        assertThat(use.input().path("type").asText()).as(sentence).isEqualTo("job");
        assertThat(INSPECTION.inspect(use.input(), Set.of()))
                .as("%s %s", sentence, use.input())
                .isInstanceOf(Reading.Read.class);
        return use.input();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        every weekday at 9 list yesterday's threads | 0 9 * * 1-5
        list yesterday's threads every weekday at 9:30 | 30 9 * * 1-5
        every day at 5pm show my costs | 0 17 * * *
        daily at noon show the status | 0 12 * * *
        every monday and friday at 08:15 list my threads | 15 8 * * 1,5
        on sundays at 7 in the evening list my threads | 0 19 * * 0
        on the first of every month at 6 show my costs | 0 6 1 * *
        on the 15th of each month at 10 show my costs | 0 10 15 * *
        on the last day of the month at 23:30 show my costs | 30 23 L * *
        every first monday of the month at 9 list my threads | 0 9 * * 1#1
        on the last friday of the month at 16:00 show my costs | 0 16 * * 5L
        every hour show the status | 0 * * * *
        Please show me the status hourly. | 0 * * * *
        every weekend at 10 list my threads | 0 10 * * 0,6
        make a job called digest that lists yesterday's threads every weekday at 9 | 0 9 * * 1-5
        """)
    @DisplayName("becomes a schedule in the zone of the machine")
    void schedules(String sentence, String schedule) {
        var trigger = proposed(sentence).at("/definition/trigger");
        assertThat(trigger.path("schedule").asText()).isEqualTo(schedule);
        assertThat(trigger.path("timezone").asText()).isEqualTo("UTC");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        every 15 minutes show the status | {"type":"cron","every":"15m"}
        every two hours show my costs | {"type":"cron","every":"2h"}
        when ~/inbox changes list files in ~/inbox | {"type":"watch","path":"~/inbox"}
        when a PDF appears in ~/Downloads, tell me its title | {"type":"watch","path":"~/Downloads","glob":"**/*.pdf","events":["create"]}
        whenever a new file arrives in ~/inbox, file what is new | {"type":"watch","path":"~/inbox","events":["create"]}
        after backup succeeds run `make report` | {"type":"chain","job":"backup","on":"succeeded"}
        show the status when the job nightly-backup fails | {"type":"chain","job":"nightly-backup","on":"failed"}
        """)
    @DisplayName("becomes an interval, a watch or a chain")
    void others(String sentence, String trigger) throws JsonProcessingException {
        assertThat(proposed(sentence).at("/definition/trigger"))
                .isEqualTo(Json.stored().readTree(trigger));
    }

    @Test
    @DisplayName("once is a moment, and a reminder says what it reminds of")
    void once() {
        var input = proposed("in 20 minutes remind me to call Ada");
        var at = Conversation.CLOCK.instant().plusSeconds(1_200);
        assertThat(OffsetDateTime.parse(input.at("/definition/trigger/at").asText())
                        .toInstant())
                .isEqualTo(at.truncatedTo(ChronoUnit.SECONDS));
        assertThat(input.path("name").asText()).isEqualTo("remind-call-ada");
        assertThat(input.at("/definition/direct/0/tool").asText()).isEqualTo("notify");
        assertThat(input.at("/definition/direct/0/with/text").asText()).isEqualTo("Call Ada.");
        assertThat(input.at("/permissions/tools").toString()).isEqualTo("[\"notify\"]");
        assertThat(proposed("remind me tomorrow at 8 to water the plants")
                        .at("/definition/direct/0/with/text")
                        .asText())
                .isEqualTo("Water the plants.");
    }

    @Test
    @DisplayName("says where the result goes, and takes what that needs and no more")
    void outputs() {
        var input = proposed("every weekday at 9 summarise yesterday's threads into ~/notes/daily.md and notify me");
        assertThat(input.at("/definition/prompt").asText()).isEqualTo("Summarise yesterday's threads.");
        assertThat(input.at("/definition/outputs").toString())
                .isEqualTo("[{\"file\":\"~/notes/daily.md\"},{\"notify\":\"push\"}]");
        assertThat(input.path("permissions").toString())
                .isEqualTo("{\"tools\":[\"Write\"],\"paths\":{\"write\":[\"~/notes/daily.md\"]}}");
        var watchful = proposed("every hour check the disk and tell me only if it is nearly full");
        assertThat(watchful.at("/definition/prompt").asText())
                .isEqualTo("Check the disk. Speak up only if it is nearly full; otherwise answer exactly HEARTBEAT_OK"
                        + " and nothing else.");
        var shell = proposed("every day at 3 run `make backup`");
        assertThat(shell.at("/definition/direct/0/with/command").asText()).isEqualTo("make backup");
        assertThat(shell.at("/permissions/tools").toString()).isEqualTo("[\"Bash\"]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        every weekday list yesterday's threads | At what time *every weekday* should I do this: *list yesterday's threads*?
        every morning show my costs | At what time *every morning*
        make a job called digest that lists my threads | When should I do this: *lists my threads*?
        make a job | What should the job do, and when?
        every weekday at 9 | What should happen *every weekday at 9*?
        remind me to call Ada | When should I do this: *remind me to call Ada*?
        remind me tomorrow at 9 | What should I remind you of *tomorrow at 9*?
        notify me every day at 9 | What should I remind you of *every day at 9*?
        every week show my costs | On which day *every week* should I do this: *show my costs*?
        on friday at 17 show my costs | Do you mean *this friday at 17* or *every friday at 17*, for this: *show my costs*?
        every day at 25:00 show my costs | *25:00* is no time of the day. When should I do this: *show my costs*?
        every day at 9 run the report job | A job runs by its own trigger. Say *change the report job to every day at 9*
        """)
    @DisplayName("asks for what is missing")
    void asks(String sentence, String question) {
        assertThat(((Step.Say) first(sentence)).markdown()).startsWith(question);
    }

    @Test
    @DisplayName("puts the answer to its question in its place")
    void followUps() {
        for (var sentence :
                List.of("every weekday list yesterday's threads", "list yesterday's threads every weekday")) {
            var asked = ((Step.Say) first(sentence)).markdown();
            var whole = FollowUp.complete(asked, "9:30").orElseThrow();
            assertThat(proposed(whole).at("/definition/trigger/schedule").asText())
                    .isEqualTo("30 9 * * 1-5");
        }
        var day = ((Step.Say) first("every week show my costs")).markdown();
        assertThat(proposed(FollowUp.complete(day, "monday at 9").orElseThrow())
                        .at("/definition/trigger/schedule")
                        .asText())
                .isEqualTo("0 9 * * 1");
        var either = ((Step.Say) first("on friday at 17 show my costs")).markdown();
        for (var said : List.of("every", "every friday", "each week", "the second", "weekly.")) {
            assertThat(proposed(FollowUp.complete(either, said).orElseThrow())
                            .at("/definition/trigger/schedule")
                            .asText())
                    .as(said)
                    .isEqualTo("0 17 * * 5");
        }
        for (var said : List.of("once", "this friday", "only once", "the first")) {
            assertThat(proposed(FollowUp.complete(either, said).orElseThrow())
                            .at("/definition/trigger/at")
                            .asText())
                    .as(said)
                    .isEqualTo("2026-11-27T17:00:00Z");
        }
        assertThat(proposed(FollowUp.complete(either, "every monday at 8").orElseThrow())
                        .at("/definition/trigger/schedule")
                        .asText())
                .isEqualTo("0 8 * * 1");
        var what = ((Step.Say) first("remind me tomorrow at 9")).markdown();
        assertThat(proposed(FollowUp.complete(what, "to call Ada").orElseThrow())
                        .at("/definition/direct/0/with/text")
                        .asText())
                .isEqualTo("Call Ada.");
        var when = ((Step.Say) first("remind me to call Ada")).markdown();
        var whole = FollowUp.complete(when, "in 20 minutes").orElseThrow();
        assertThat(proposed(whole).path("name").asText()).isEqualTo("remind-call-ada");
    }

    @Test
    @DisplayName("that is to tell what has changed needs no model, and one that does says so")
    void withoutAModel() {
        var told = proposed("when a PDF appears in ~/Downloads tell me its name");
        assertThat(told.at("/definition/direct/0/with/text").asText()).isEqualTo("{{event.path}}");
        assertThat(told.at("/permissions/tools").toString()).isEqualTo("[\"notify\"]");
        assertThat(told.at("/definition/prompt").isMissingNode()).isTrue();

        var sentence = "every hour check the weather and tell me only if it rains";
        var said = next(sentence, "create_extension", "Proposed the job x.");
        assertThat(((Step.Say) said).markdown()).contains("Proposed the job x.", "needs a model");
    }

    @Test
    @DisplayName("is done where it is said, gets along what the job before gave, and is no file by mistake")
    void whereAndWhat() {
        assertThat(proposed("run `git pull` every hour in ~/code")
                        .at("/definition/prompt")
                        .asText())
                .isEqualTo("Run `git pull` in ~/code.");
        assertThat(proposed("after backup finishes write its output to backup.log")
                        .at("/definition/prompt")
                        .asText())
                .contains("{{event.output}}");
        assertThat(proposed("when a pdf appears in ~/inbox move it to ~/Documents")
                        .at("/definition/outputs")
                        .toString())
                .isEqualTo("[{\"thread\":\"owner\"}]");
        assertThat(proposed("alert me every day at 12:30 that lunch is ready")
                        .at("/definition/direct/0/with/text")
                        .asText())
                .isEqualTo("Lunch is ready.");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        what jobs do I have | list_jobs | {}
        what ran last night? | list_job_runs | {"since":"last-night"}
        what did my jobs do today | list_job_runs | {"since":"today"}
        did the backup job fail yesterday | list_job_runs | {"job":"backup","since":"yesterday"}
        what will run this week | show_schedule | {"days":7}
        run the heartbeat job now | run_job | {"name":"heartbeat"}
        run backup now | run_job | {"name":"backup"}
        what happened overnight | list_job_runs | {"since":"last-night"}
        did anything fail last night | list_job_runs | {"failed":true,"since":"last-night"}
        which jobs failed this week | list_job_runs | {"failed":true,"since":"2026-11-16"}
        why did the backup job fail | list_job_runs | {"failed":true,"job":"backup"}
        when does backup run next | describe_job | {"name":"backup"}
        what does the backup job do | describe_job | {"name":"backup"}
        trigger backup | run_job | {"name":"backup"}
        move backup to 10 | describe_job | {"name":"backup"}
        make backup run every hour | describe_job | {"name":"backup"}
        change backup to every day at 10 | describe_job | {"name":"backup"}
        let the backup job run on weekdays at 8 | describe_job | {"name":"backup"}
        cancel the reminder to call Ada | list_extensions | {"type":"job","query":"remind-call-ada"}
        pause the heartbeat job | describe_job | {"name":"heartbeat"}
        resume the heartbeat job | describe_job | {"name":"heartbeat"}
        change the heartbeat job to every hour | describe_job | {"name":"heartbeat"}
        delete the heartbeat job | list_extensions | {"query":"heartbeat"}
        """)
    @DisplayName("that is there is listed, explained, run, paused and moved")
    void asking(String sentence, String tool, String input) throws JsonProcessingException {
        var use = (Step.Use) first(sentence);
        assertThat(use.tool()).isEqualTo(tool);
        assertThat(use.input()).isEqualTo(Json.stored().readTree(input));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what did we talk about yesterday",
                "run `ls -la`",
                "what time is it",
                "search the history for invoices",
                "create a file notes.txt with hello",
                "when did we talk about taxes",
                "hello at the door",
                "thanks, see you tomorrow",
                "the meeting is at 9",
                "my train leaves at 9:15 tomorrow",
                "I was born on 24 december 1980",
                "today I want to write a poem",
                "explain cron 0 9 * * 1-5"
            })
    @DisplayName("is not seen where none is meant")
    void notMeant(String sentence) {
        var step = first(sentence);
        assertThat(step instanceof Step.Use use ? use.tool() : "").isNotEqualTo("create_extension");
    }

    private static final String BACKUP = """
        {"name":"backup","description":"Backs up.","enabled":true,"status":"active","schedule":"at 03:00 every day",
        "next_fire_at":"2026-11-21T02:00:00Z","failure_count":2,
        "last_run":{"status":"failed","started_at":"2026-11-20T02:00:00Z","error":"no space left"},
        "trigger":{"type":"cron","schedule":"0 3 * * 1-5","timezone":"Europe/Berlin"},
        "definition":{"trigger":{"type":"cron","schedule":"0 3 * * 1-5","timezone":"Europe/Berlin"},
        "direct":[{"tool":"Bash","with":{"command":"make backup"}}],"outputs":[{"file":"~/log/backup.txt"}],"overlap":"queue"},
        "permissions":{"tools":["Bash","Write"],"paths":{"write":["~/log/**"]}}}\
        """;

    private static JsonNode changed(String sentence) {
        var use = (Step.Use) next(sentence, "describe_job", BACKUP);
        assertThat(use.tool()).isEqualTo("update_extension");
        assertThat(use.input().path("name").asText()).isEqualTo("backup");
        return use.input();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        move backup to 10:30 | {"type":"cron","schedule":"30 10 * * 1-5","timezone":"Europe/Berlin"}
        move the backup job to 7 in the evening | {"type":"cron","schedule":"0 19 * * 1-5","timezone":"Europe/Berlin"}
        change backup to every day at 10 | {"type":"cron","schedule":"0 10 * * *","timezone":"Europe/Berlin"}
        change the backup job to every day at 10 New York time | {"type":"cron","schedule":"0 10 * * *","timezone":"America/New_York"}
        make backup run every 2 hours | {"type":"cron","every":"2h"}
        change the backup job to run when ~/notes changes | {"type":"watch","path":"~/notes"}
        """)
    @DisplayName("that is there is moved, and only its time changes")
    void moved(String sentence, String trigger) throws JsonProcessingException {
        var definition = changed(sentence).path("definition");
        assertThat(definition.path("trigger")).isEqualTo(Json.stored().readTree(trigger));
        assertThat(definition.at("/direct/0/with/command").asText()).isEqualTo("make backup");
        assertThat(definition.path("overlap").asText()).isEqualTo("queue");
    }

    @Test
    @DisplayName("that is there does something else at the same time, and may use what that takes")
    void redone() {
        var input = changed("change the backup job so that it lists my threads");
        assertThat(input.at("/definition/direct/0/tool").asText()).isEqualTo("list_threads");
        assertThat(input.at("/definition/trigger/schedule").asText()).isEqualTo("0 3 * * 1-5");
        assertThat(input.at("/definition/outputs/0/file").asText()).isEqualTo("~/log/backup.txt");
        assertThat(input.path("permissions").toString())
                .isEqualTo("{\"tools\":[\"Write\"],\"paths\":{\"write\":[\"~/log/**\"]}}");
        var told = changed("change the backup job to run `make x` and notify me");
        assertThat(told.at("/definition/outputs").toString()).isEqualTo("[{\"notify\":\"push\"}]");
        assertThat(told.at("/permissions/tools").toString()).isEqualTo("[\"Bash\"]");
        var asked = ((Step.Say) first("change the backup job")).markdown();
        assertThat(FollowUp.complete(asked, "every hour")).hasValue("change the job backup to every hour");
        assertThat(FollowUp.complete(asked, "so that it lists my threads"))
                .hasValue("change the job backup so that it lists my threads");
    }

    @Test
    @DisplayName("that is there is explained in sentences")
    void explained() {
        assertThat(((Step.Say) next("what does the backup job do", "describe_job", BACKUP)).markdown())
                .contains(
                        "**backup** Backs up.",
                        "Runs at 03:00 every day; next Sat 21 Nov 02:00",
                        "tools: Bash, Write",
                        "Asks no model and costs nothing",
                        "Last run failed Fri 20 Nov 02:00: no space left; 2 failures in a row.");
    }
}
