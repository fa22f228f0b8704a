package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.gateway.discovery.Connection;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What there is of apps, and that a server is to run or not. */
@Command(name = "apps", description = "Show apps and how their servers stand; start, stop, restart or open one.")
final class AppsCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Answer JSON.")
    private boolean isJson;

    /** What is done. */
    enum Action {
        list,
        show,
        start,
        stop,
        restart,
        open
    }

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ACTION",
            description = "list, show, start, stop, restart, open")
    private Action action = Action.list;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Of the app; needed but for list.")
    private @Nullable String name;

    AppsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (action != Action.list && name == null) {
            throw new CommandFailure(ExitCode.USAGE, "Which app? See daemion apps --help.");
        }
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            var answer = ask(connection);
            var body = Gateways.json(answer);
            if (isJson) {
                shell.out().println(answer.body().strip());
            } else if (action == Action.open) {
                var direct = body.path("direct_url");
                shell.print(
                        direct.isTextual()
                                ? direct.asText()
                                : connection
                                        .base()
                                        .resolve(body.path("url").asText())
                                        .toString());
            } else if (!body.isArray()) {
                describe(body);
                body.path("log").forEach(line -> shell.print("  | " + line.asText()));
            } else if (body.isEmpty()) {
                shell.print("There are no apps.");
            } else {
                body.forEach(this::describe);
            }
        }
        return ExitCode.OK.number();
    }

    private HttpResponse<String> ask(Connection connection) throws IOException, InterruptedException {
        return switch (action) {
            case list -> connection.send("GET", "/apps", null);
            case show -> connection.send("GET", "/apps/" + name, null);
            case start, stop, restart, open -> connection.send("POST", "/apps/" + name + "/" + action, null);
        };
    }

    private void describe(JsonNode app) {
        var port = app.path("port");
        shell.print(app.path("name").asText() + "  "
                + app.path("subtype").asText() + "  "
                + app.path("status").asText() + (port.isInt() ? "  http://127.0.0.1:" + port.asInt() + "/" : ""));
        if (!app.path("detail").asText().isEmpty()) {
            shell.print("  " + app.path("detail").asText());
        }
    }
}
