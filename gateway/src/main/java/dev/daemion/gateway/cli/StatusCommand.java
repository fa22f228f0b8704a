package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.gateway.discovery.Rendezvous.Found;
import dev.daemion.kernel.wire.Json;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "status", description = "Say whether the gateway runs, where, and how it is.")
final class StatusCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Answer one JSON object.")
    private boolean isJson;

    StatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        var home = common.openHome(shell.environment());
        var gateways = new Gateways(shell, home);
        var found = gateways.find();
        if (found instanceof Found.Running(var connection)) {
            try (connection) {
                var health = Gateways.json(connection.send("GET", "/health", null));
                var answer = Json.stored().createObjectNode();
                answer.put("running", true);
                answer.put("url", connection.base().toString());
                answer.put("pid", connection.registration().pid());
                answer.put("home", home.path().toString());
                answer.setAll((ObjectNode) health);
                if (isJson) {
                    shell.out().println(Json.store(answer));
                } else {
                    text(answer);
                }
                return ExitCode.OK.number();
            }
        }
        if (isJson) {
            var answer = Json.stored().createObjectNode();
            answer.put("running", false);
            answer.put("home", home.path().toString());
            if (found instanceof Found.Unusable unusable) {
                answer.put(
                        "outcome",
                        unusable.outcome()
                                .name()
                                .toLowerCase(java.util.Locale.ROOT)
                                .replace('_', '-'));
                answer.put("url", unusable.registration().base().toString());
            }
            shell.out().println(Json.store(answer));
            return (found instanceof Found.Unusable ? ExitCode.UNUSABLE : ExitCode.NOT_RUNNING).number();
        }
        gateways.running().close();
        return ExitCode.OK.number();
    }

    private void text(ObjectNode answer) {
        shell.print("Daemion " + answer.path("version").asText() + " is running at "
                + answer.path("url").asText() + " (process "
                + answer.path("pid").asLong() + ", up "
                + duration(answer.path("uptime").asLong()) + ").");
        shell.print("  home      " + answer.path("home").asText());
        shell.print("  provider  " + shown(answer.path("provider")));
        for (var substrate : answer.path("substrates")) {
            if (!substrate.path("up").asBoolean(true)) {
                shell.print("  DOWN      " + substrate.path("name").asText() + ": "
                        + substrate.path("detail").asText());
            }
        }
    }

    private static String shown(JsonNode node) {
        return node.isValueNode() ? node.asText("none") : node.toString();
    }

    private static String duration(long seconds) {
        var time = Duration.ofSeconds(seconds);
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : seconds + " s";
    }
}
