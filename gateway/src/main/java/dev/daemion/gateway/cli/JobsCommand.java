package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.gateway.discovery.Connection;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What there is of jobs, how they went, and starting one. */
@Command(name = "jobs", description = "Show jobs, their runs and due times; run one now, or try it dry.")
final class JobsCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Answer JSON.")
    private boolean isJson;

    @Option(names = "--dry", description = "With run: resolve everything and start nothing.")
    private boolean isDry;

    @Option(
            names = "--of-version",
            paramLabel = "N",
            description = "With run --dry: try that version, one that waits for approval, say.")
    private @Nullable Integer version;

    private static final int PAGE = 200;
    private static final int PAGES_MAX = 1_000;

    /** What is done. */
    enum Action {
        list,
        show,
        runs,
        slots,
        run
    }

    @Parameters(index = "0", arity = "0..1", paramLabel = "ACTION", description = "list, show, runs, slots, run")
    private Action action = Action.list;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Of the job; needed but for list.")
    private @Nullable String name;

    JobsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (action != Action.list && name == null) {
            throw new CommandFailure(ExitCode.USAGE, "Which job? See daemion jobs --help.");
        }
        if (version != null && !isDry) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--of-version goes with run --dry: what runs is the version in force.");
        }
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            var body = action == Action.list ? all(connection) : Gateways.json(ask(connection));
            if (isJson) {
                shell.out().println(body);
            } else {
                show(body);
            }
        }
        return ExitCode.OK.number();
    }

    private static JsonNode all(Connection connection) throws IOException, InterruptedException {
        var jobs = JsonNodeFactory.instance.arrayNode();
        var cursor = "";
        for (int i = 0; i < PAGES_MAX; i++) {
            var page = Gateways.json(connection.send("GET", "/jobs?limit=" + PAGE + cursor, null));
            page.forEach(jobs::add);
            if (page.size() < PAGE) {
                break;
            }
            cursor =
                    "&cursor=" + jobs.path(jobs.size() - 1).path("extension_id").asText();
        }
        return jobs;
    }

    private HttpResponse<String> ask(Connection connection) throws IOException, InterruptedException {
        var path = "/jobs/" + URLEncoder.encode(String.valueOf(name), StandardCharsets.UTF_8);
        return switch (action) {
            case list, show -> connection.send("GET", path, null);
            case runs, slots -> connection.send("GET", path + "/" + action, null);
            case run -> connection.send("POST", path + "/run" + flags(), null);
        };
    }

    private String flags() {
        return (isDry ? "?dry=true" : "") + (isDry && version != null ? "&version=" + version : "");
    }

    private void show(JsonNode body) {
        if (body.isArray() && body.isEmpty()) {
            shell.print(action == Action.list ? "There are no jobs." : "Nothing yet.");
            return;
        }
        switch (action) {
            case list -> body.forEach(this::describe);
            case show -> describe(body);
            case runs -> body.forEach(this::run);
            case slots -> body.forEach(this::slot);
            case run -> started(body);
        }
    }

    private void describe(JsonNode job) {
        var standing = job.path("enabled").asBoolean() ? job.path("status").asText() : "paused";
        shell.print(job.path("name").asText() + "  " + standing + "  "
                + job.path("schedule").asText());
        if (job.path("next_fire_at").isTextual()) {
            shell.print("  next " + job.path("next_fire_at").asText());
        }
        if (job.path("watching").isTextual()) {
            shell.print("  " + job.path("watching").asText());
        }
        var last = job.path("last_run");
        if (last.isObject()) {
            shell.print("  last run " + last.path("status").asText() + "  "
                    + last.path("id").asText());
        }
    }

    private void run(JsonNode run) {
        var cost = run.path("cost_usd");
        shell.print(run.path("id").asText() + "  " + run.path("status").asText() + "  "
                + run.path("trigger").asText() + "  " + run.path("planned_at").asText()
                + (cost.isNumber() && cost.asDouble() > 0 ? "  $" + cost.asText() : ""));
        if (run.path("error").isTextual()) {
            shell.print("  " + run.path("error").asText());
        }
    }

    private void slot(JsonNode slot) {
        shell.print(slot.path("planned_at").asText() + "  "
                + slot.path("outcome").asText()
                + (slot.path("count").asInt() > 1 ? " ×" + slot.path("count").asInt() : "")
                + (slot.path("reason").isTextual() ? "  " + slot.path("reason").asText() : "")
                + (slot.path("run_id").isTextual() ? "  " + slot.path("run_id").asText() : ""));
    }

    private void started(JsonNode start) {
        var plan = start.path("plan");
        if (plan.isObject()) {
            shell.print(plan.path("schedule").asText());
            plan.path("upcoming").forEach(at -> shell.print("  " + at.asText()));
            shell.print("by " + plan.path("agent_id").asText()
                    + (plan.path("prompt").isTextual()
                            ? ": " + plan.path("prompt").asText().strip()
                            : ""));
            if (start.path("detail").isTextual()) {
                shell.print(start.path("detail").asText());
            }
        } else {
            shell.print(start.path("status").asText()
                    + (start.path("run_id").isTextual()
                            ? "  " + start.path("run_id").asText()
                            : "")
                    + (start.path("detail").isTextual()
                            ? "  " + start.path("detail").asText()
                            : ""));
        }
    }
}
