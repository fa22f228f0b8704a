package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A job")
@Timeout(120)
class JobStoryTest {
    @TempDir
    private Path directory;

    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private JsonNode make(String name, String definition, String permissions) throws Exception {
        var answer = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"" + name
                        + "\",\"description\":\"Works.\",\"enabled\":true,\"definition\":" + definition
                        + (permissions.isEmpty() ? "" : ",\"permissions\":" + permissions) + "}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        return answer.body();
    }

    private JsonNode run(String name) throws Exception {
        var answer = gateway.post("/jobs/" + name + "/run", "");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(202);
        assertThat(answer.body().path("run_id").isTextual())
                .as("%s", answer.body())
                .isTrue();
        return answer.body();
    }

    private JsonNode ended(JsonNode start) throws Exception {
        return gateway.await(
                        "/runs/" + start.path("run_id").asText(),
                        run -> !run.path("finished_at").isNull())
                .body();
    }

    private JsonNode job(String name) throws Exception {
        return gateway.get("/jobs/" + name).body();
    }

    @Test
    @DisplayName("fires once at its time, says so in its slots, and not again after a restart")
    void once() throws Exception {
        var at = Instant.now().plusMillis(1_500).truncatedTo(ChronoUnit.MILLIS);
        make(
                "egg",
                "{\"trigger\":{\"type\":\"cron\",\"at\":\"" + at + "\"},\"direct\":[{\"tool\":\"notify\",\"with\":"
                        + "{\"title\":\"The egg\",\"text\":\"is done, said {{job.name}}\"}}]}",
                "{\"tools\":[\"notify\"]}");
        assertThat(job("egg").path("next_fire_at").asText()).isEqualTo(at.toString());

        var run = gateway.await(
                        "/jobs/egg/runs",
                        runs -> !runs.path(0).path("finished_at").isNull() && !runs.isEmpty())
                .body()
                .path(0);
        assertThat(run.path("status").asText()).as("%s", run).isEqualTo("succeeded");
        assertThat(run.path("trigger").asText()).isEqualTo("cron");
        assertThat(run.path("planned_at").asText()).isEqualTo(at.toString());
        assertThat(Instant.parse(run.path("started_at").asText())).isAfterOrEqualTo(at);
        assertThat(gateway.get("/notifications").body().path(0).path("text").asText())
                .isEqualTo("is done, said egg");

        gateway.restart();
        assertThat(gateway.get("/jobs/egg/runs").body()).hasSize(1);
        var slots = gateway.get("/jobs/egg/slots").body();
        assertThat(slots).hasSize(1);
        assertThat(slots.path(0).path("outcome").asText()).isEqualTo("fired");
        assertThat(slots.path(0).path("run_id").asText())
                .isEqualTo(run.path("id").asText());
        assertThat(job("egg").path("next_fire_at").isNull()).isTrue();
    }

    @Test
    @DisplayName("with a prompt is told what it is given along, and its answer goes where it is said to go")
    void outputs() throws Exception {
        Files.writeString(gateway.workspace().resolve("HEARTBEAT.md"), "look at the moon");
        make(
                "clock",
                "{\"schedule\":\"0 9 * * 1-5\",\"prompt\":\"what time is it\",\"outputs\":[{\"file\":\"out/clock.md\"},"
                        + "{\"notify\":\"push\"},{\"thread\":\"owner\"}]}",
                "{\"tools\":[\"Write\"],\"paths\":{\"write\":[\"" + gateway.workspace() + "/out/**\"]}}");

        var start = run("clock");
        var run = ended(start);

        assertThat(run.path("status").asText()).as("%s", run).isEqualTo("succeeded");
        assertThat(run.path("version").asInt()).isEqualTo(1);
        var turns = gateway.await("/threads/" + start.path("threadId").asText() + "/turns", all -> all.size() == 1)
                .body();
        assertThat(turns.path(0).path("content").asText()).contains("It is ");
        assertThat(gateway.workspace().resolve("out/clock.md")).content().startsWith("It is ");
        gateway.await(
                "/notifications",
                all -> all.size() == 1 && all.path(0).path("kind").asText().equals("run-finished"));
        gateway.await("/jobs/clock", job -> job.path("open_runs").isEmpty());
    }

    @Test
    @DisplayName("writes nowhere it was not permitted to, and the person is told")
    void confined() throws Exception {
        make(
                "sly",
                "{\"schedule\":\"@daily\",\"prompt\":\"what time is it\",\"outputs\":[{\"file\":\"elsewhere.md\"}]}",
                "{\"tools\":[\"Write\"],\"paths\":{\"write\":[\"" + gateway.workspace() + "/out/**\"]}}");
        ended(run("sly"));
        var told = gateway.await("/notifications", all -> all.size() == 1).body();
        assertThat(told.path(0).path("text").asText())
                .contains("did not arrive")
                .contains("no permission to write");
        assertThat(gateway.workspace().resolve("elsewhere.md")).doesNotExist();
    }

    @Test
    @DisplayName("hands its output to the jobs that follow, once each")
    void chains() throws Exception {
        make(
                "report",
                "{\"trigger\":{\"type\":\"chain\",\"job\":\"gather\"},\"direct\":[{\"tool\":\"notify\",\"with\":"
                        + "{\"title\":\"{{event.job}} is {{event.status}}\",\"text\":\"{{input.text}}\"}}]}",
                "{\"tools\":[\"notify\"]}");
        make(
                "gather",
                "{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":\"printf three\"}}]}",
                "{\"tools\":[\"Bash\"]}");
        ended(run("gather"));
        var told = gateway.await("/notifications", all -> !all.isEmpty()).body();
        assertThat(told.path(0).path("title").asText()).isEqualTo("gather is succeeded");
        assertThat(told.path(0).path("text").asText()).contains("three");
        var runs = gateway.get("/jobs/report/runs").body();
        assertThat(runs).hasSize(1);
        assertThat(runs.path(0).path("trigger").asText()).isEqualTo("chain");
    }

    @Test
    @DisplayName("is tried again with a growing wait, and paused with a notice after five failures in a row")
    void paused() throws Exception {
        make(
                "shaky",
                "{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":\"echo {{key}} >> keys;"
                        + " exit 3\"}}],\"retry\":{\"max\":1,\"base\":\"50ms\"}}",
                "{\"tools\":[\"Bash\"]}");
        for (int i = 1; i <= 5; i++) {
            run("shaky");
            int failures = i;
            gateway.await(
                    "/jobs/shaky",
                    job -> job.path("failure_count").asInt() == failures
                            && job.path("open_runs").isEmpty());
        }
        var runs = gateway.get("/jobs/shaky/runs").body();
        assertThat(runs).hasSize(10);
        assertThat(runs.path(0).path("attempt").asInt()).isEqualTo(2);
        assertThat(runs.path(0).path("planned_at")).isEqualTo(runs.path(1).path("planned_at"));
        var keys = Files.readAllLines(gateway.workspace().resolve("keys"));
        assertThat(keys).hasSize(10).doesNotContain("");
        assertThat(Set.copyOf(keys))
                .as("one for each firing, the same when it is tried again")
                .hasSize(5);
        gateway.await("/jobs/shaky", job -> !job.path("enabled").asBoolean());
        gateway.await("/notifications", all -> all.findValuesAsText("kind").contains("job-paused"));
        var refused = gateway.post("/jobs/shaky/run", "");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().path("error").asText()).contains("is paused: enable it first");

        var id = gateway.get("/jobs/shaky").body().path("extension_id").asText();
        gateway.post("/extensions/" + id + "/toggle", "{\"enabled\":true}");
        run("shaky");
        var again = gateway.await(
                "/jobs/shaky",
                job -> job.path("failure_count").asInt() == 6
                        && job.path("open_runs").isEmpty());
        assertThat(again.body().path("enabled").asBoolean())
                .as("one more failure does not pause it at once")
                .isTrue();
    }

    @Test
    @DisplayName("that works for too long is ended; one that is paused meanwhile stops")
    void ends() throws Exception {
        var sleep = "\"direct\":[{\"tool\":\"Bash\",\"with\":{\"command\":\"sleep 60\"}}]";
        make("slow", "{\"schedule\":\"@daily\",\"max_duration\":1," + sleep + "}", "{\"tools\":[\"Bash\"]}");
        var late = ended(run("slow"));
        assertThat(late.path("status").asText()).isEqualTo("failed");
        assertThat(late.path("error").asText()).contains("worked for the 1 s it may");

        var made = make("long", "{\"schedule\":\"@daily\"," + sleep + "}", "{\"tools\":[\"Bash\"]}");
        var start = run("long");
        gateway.await(
                "/runs/" + start.path("run_id").asText(),
                run -> !run.path("steps").isEmpty());
        assertThat(gateway.post("/jobs/long/run", "").body().path("status").asText())
                .isEqualTo("skipped");
        gateway.post("/extensions/" + made.path("id").asText() + "/toggle", "{\"enabled\":false}");
        assertThat(ended(start).path("status").asText()).isEqualTo("cancelled");
        gateway.await("/jobs/long", job -> job.path("open_runs").isEmpty());
    }

    @Test
    @DisplayName("that waits for a person survives a restart, and goes on when it is answered")
    void blocked() throws Exception {
        make("asks", "{\"schedule\":\"@daily\",\"prompt\":\"run `touch asked`\"}", "");
        var start = run("asks");
        var id = start.path("run_id").asText();
        gateway.await("/runs/" + id, run -> run.path("status").asText().equals("blocked"));
        gateway.restart();
        assertThat(gateway.get("/runs/" + id).body().path("status").asText()).isEqualTo("blocked");
        var approval = gateway.get("/approvals?status=pending").body().path(0);
        assertThat(gateway.post(
                                "/approvals/" + approval.path("id").asText(),
                                "{\"decision\":\"approve\",\"scope\":\"once\"}")
                        .status())
                .isEqualTo(200);
        assertThat(ended(start).path("status").asText()).isEqualTo("succeeded");
        assertThat(gateway.workspace().resolve("asked")).exists();
        gateway.await("/jobs/asks", job -> job.path("open_runs").isEmpty());
    }

    @Test
    @DisplayName("can be tried dry, calls nothing, and one that does not exist is answered with the nearest names")
    void dry() throws Exception {
        make(
                "bell",
                "{\"trigger\":{\"type\":\"cron\",\"schedule\":\"30 2 * * *\",\"timezone\":\"Europe/Berlin\"},"
                        + "\"prompt\":\"Ring at {{slot}} on {{today}}\",\"budget_usd\":0.2}",
                "");
        var tried = gateway.post("/run/bell?dry=true", "").body();
        assertThat(tried.path("dry").asBoolean()).isTrue();
        assertThat(tried.at("/plan/upcoming")).hasSize(5);
        assertThat(tried.at("/plan/prompt").asText()).startsWith("Ring at 20").doesNotContain("{{");
        assertThat(tried.at("/plan/budget_usd").decimalValue()).isEqualByComparingTo("0.2");
        assertThat(gateway.get("/jobs/bell/runs").body()).isEmpty();
        var changed = gateway.post(
                "/extensions",
                "{\"type\":\"job\",\"name\":\"bell\",\"description\":\"Works.\",\"enabled\":true,"
                        + "\"definition\":{\"schedule\":\"@hourly\",\"prompt\":\"Toll\"}}");
        assertThat(changed.status()).as("%s", changed.body()).isEqualTo(200);
        assertThat(gateway.post("/jobs/bell/run?dry=true", "")
                        .body()
                        .at("/plan/prompt")
                        .asText())
                .isEqualTo("Toll");
        var before = gateway.post("/jobs/bell/run?dry=true&version=1", "").body();
        assertThat(before.at("/plan/version").asInt()).isOne();
        assertThat(before.at("/plan/prompt").asText()).startsWith("Ring at 20");
        assertThat(gateway.post("/jobs/bell/run?dry=true&version=9", "").status())
                .isEqualTo(404);
        assertThat(gateway.post("/jobs/bell/run?version=1", "").status()).isEqualTo(400);
        var missing = gateway.post("/run/bel", "");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.body().path("error").asText()).contains("bell");
        make(
                "gong",
                "{\"trigger\":{\"type\":\"cron\",\"schedule\":\"30 2 * * *\",\"timezone\":\"Europe/Berlin\"},"
                        + "\"prompt\":\"Ring\"}",
                "");
        var week = gateway.get("/schedule?days=3").body();
        assertThat(week.path("jobs")).hasSize(2);
        assertThat(week.path("jobs").get(1).path("timezone").asText()).isEqualTo("Europe/Berlin");
        assertThat(week.path("jobs").get(1).path("firing_count").asInt()).isBetween(2, 4);
        assertThat(gateway.get("/schedule?days=0").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("that asks for more than the built-in agent can do fails and says what is missing")
    void withoutAModel() throws Exception {
        make("poet", "{\"schedule\":\"@daily\",\"prompt\":\"write a poem\",\"outputs\":[{\"notify\":\"push\"}]}", "");
        var run = ended(run("poet"));
        assertThat(run.path("status").asText()).isEqualTo("failed");
        assertThat(run.path("error").asText()).contains("needs a model", "Connect a model");
        var told = gateway.await("/notifications", all -> !all.isEmpty()).body();
        assertThat(told.findValuesAsText("kind")).containsOnly("run-failed");
    }

    @Test
    @DisplayName("fires at once when it was approved only after its one moment")
    void late() throws Exception {
        var at = Instant.now().minusSeconds(30).truncatedTo(ChronoUnit.MILLIS);
        make(
                "egg",
                "{\"trigger\":{\"type\":\"cron\",\"at\":\"" + at + "\"},\"direct\":[{\"tool\":\"help\"}]}",
                "{\"tools\":[\"help\"]}");
        var run =
                gateway.await("/jobs/egg/runs", runs -> !runs.isEmpty()).body().path(0);
        assertThat(run.path("planned_at").asText()).isEqualTo(at.toString());
    }

    @Test
    @DisplayName("that is not there is not asked about")
    void unknown() throws Exception {
        make("remind-stretch", "{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"help\"}]}", "");
        assertThat(said("pause stretch", "model", "built-in")).contains("no job 'stretch'", "remind-stretch");
        assertThat(gateway.get("/approvals").body()).isEmpty();
    }

    @Test
    @DisplayName("started twice under one key starts once")
    void idempotent() throws Exception {
        make("once", "{\"schedule\":\"@daily\",\"direct\":[{\"tool\":\"help\"}]}", "");
        var first = gateway.post("/jobs/once/run", "", "Idempotency-Key", "k1").body();
        ended(first);
        gateway.await("/jobs/once", job -> job.path("open_runs").isEmpty());
        gateway.restart();
        var again = gateway.post("/jobs/once/run", "", "Idempotency-Key", "k1").body();
        assertThat(again.path("run_id")).as("long over, and still named").isEqualTo(first.path("run_id"));
        gateway.post("/jobs/once/run", "", "Idempotency-Key", "k2");
        gateway.await("/jobs/once/runs", runs -> runs.size() == 2);
    }

    private String said(String sentence, String... members) throws Exception {
        var turn = gateway.say(sentence, members).body();
        return gateway.await(
                        "/runs/" + turn.path("run_id").asText(),
                        run -> !run.path("finished_at").isNull())
                .body()
                .path("output")
                .asText();
    }

    private void approve() throws Exception {
        var waiting = gateway.await("/approvals?status=pending", all -> !all.isEmpty())
                .body();
        var answer = gateway.post(
                "/approvals/" + waiting.path(0).path("id").asText(), "{\"decision\":\"approve\",\"scope\":\"once\"}");
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    @Test
    @DisplayName("is made by asking: its card says when it fires, and it is run, moved and paused by asking too")
    void asked() throws Exception {
        assertThat(said("every weekday show my costs")).contains("At what time *every weekday*");
        said("every weekday at 9 show my costs", "model", "built-in");
        var card = gateway.await("/approvals?status=pending", all -> !all.isEmpty())
                .body()
                .path(0);
        assertThat(card.path("summary").asText())
                .contains("Fires at 09:00 on Monday to Friday")
                .contains("Next: ")
                .contains("costs nothing");
        assertThat(job("show-costs").path("status").asText()).isEqualTo("pending");
        assertThat(job("show-costs").path("next_fire_at").isNull()).isTrue();
        approve();
        assertThat(job("show-costs").path("enabled").asBoolean()).isTrue();
        assertThat(job("show-costs").path("next_fire_at").isTextual()).isTrue();

        assertThat(said("/run show-costs")).contains("Started show-costs");
        gateway.await(
                "/jobs/show-costs", job -> job.at("/last_run/status").asText().equals("succeeded"));
        assertThat(said("what ran today?", "model", "built-in"))
                .contains("show-costs")
                .contains("none failed");
        assertThat(said("/jobs")).contains("show-costs").contains("09:00");
        assertThat(said("/schedule")).contains("show-costs");

        said("change the job show-costs to every hour", "model", "built-in");
        assertThat(job("show-costs").path("schedule").asText()).contains("09:00");
        approve();
        gateway.await("/jobs/show-costs", job -> job.path("version").asInt() == 2);
        assertThat(job("show-costs").at("/trigger/schedule").asText()).isEqualTo("0 * * * *");
    }
}
