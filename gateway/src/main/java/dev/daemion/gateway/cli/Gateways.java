package dev.daemion.gateway.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.gateway.discovery.Connection;
import dev.daemion.gateway.discovery.DetachedLaunch;
import dev.daemion.gateway.discovery.Rendezvous;
import dev.daemion.gateway.discovery.Rendezvous.Found;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.SettingsReader;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How commands come to a gateway, and how its answers are read. */
final class Gateways {
    private final Shell shell;
    private final Home home;
    private final Rendezvous rendezvous;

    Gateways(Shell shell, Home home) {
        this.shell = shell;
        this.home = home;
        this.rendezvous = new Rendezvous(home);
    }

    Found find() throws IOException {
        return rendezvous.find();
    }

    /** The running gateway. Fails with NOT_RUNNING or UNUSABLE. */
    Connection running() throws IOException {
        return switch (rendezvous.find()) {
            case Found.Running(var connection) -> connection;
            case Found.Absent(var detail) ->
                throw new CommandFailure(
                        ExitCode.NOT_RUNNING, "Daemion is not running (" + detail + "); start it with: daemion start");
            case Found.Unusable unusable -> throw unusable(unusable);
        };
    }

    /** The running gateway, started now if there is none. */
    Connection runningOrSpawned(@Nullable Integer port, Duration deadline) throws IOException {
        SettingsReader.read(home, shell.environment(), port);
        var launch = new DetachedLaunch(home, gatewayCommand(port), shell.environment(), Gateways::ended);
        return switch (rendezvous.findOrSpawn(launch, deadline)) {
            case Found.Running(var connection) -> connection;
            case Found.Absent(var detail) -> throw new CommandFailure(ExitCode.FAILED, detail);
            case Found.Unusable unusable -> throw unusable(unusable);
        };
    }

    private static CommandFailure unusable(Found.Unusable unusable) {
        var where = unusable.registration().base() + " (process "
                + unusable.registration().pid() + ")";
        return new CommandFailure(
                ExitCode.UNUSABLE,
                switch (unusable.outcome()) {
                    case PROTOCOL_MISMATCH ->
                        "Another version of Daemion runs at " + where + ": " + unusable.detail()
                                + ". Stop it with its own `daemion stop`, then start again.";
                    case UNAUTHORISED ->
                        "The gateway at " + where + " does not share this home's credential: " + unusable.detail()
                                + ". Restart it, so that it reads the credential again.";
                    case NOT_THE_DAEMON, UNREACHABLE, OK ->
                        "The registered gateway at " + where + " is not there: " + unusable.detail()
                                + ". Start a new one with: daemion start";
                });
    }

    /** The launcher when it started us, for it knows the flags; else this JVM's own java. */
    private List<String> gatewayCommand(@Nullable Integer port) {
        var command = new ArrayList<String>();
        var launcher = shell.environment().get("DAEMION_LAUNCHER");
        if (launcher != null) {
            command.add(launcher);
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.daemion.gateway.Main"));
        }
        command.addAll(List.of("gateway", "--home", home.path().toString()));
        if (port != null) {
            command.addAll(List.of("--port", port.toString()));
        }
        return command;
    }

    private static Optional<RuntimeException> ended(int exitCode, String output) {
        if (exitCode == ExitCode.ALREADY_RUNNING.number()) {
            return Optional.empty();
        }
        for (var code : ExitCode.values()) {
            if (code.number() == exitCode && code != ExitCode.OK && code != ExitCode.FAILED) {
                return Optional.of(new CommandFailure(code, output));
            }
        }
        return Optional.of(new CommandFailure(
                ExitCode.FAILED,
                "The gateway ended while it was starting (exit code " + exitCode + ")"
                        + (output.isEmpty() ? "." : ":\n" + output)));
    }

    /** The JSON of a good answer; a problem document becomes its sentence. */
    static JsonNode json(HttpResponse<String> response) {
        return json(response.statusCode(), response.body());
    }

    static JsonNode json(int status, String body) {
        try {
            var tree = body.isBlank()
                    ? Json.stored().createObjectNode()
                    : Json.stored().readTree(body);
            if (status / 100 == 2) {
                return tree;
            }
            throw new CommandFailure(ExitCode.FAILED, sentence(status, tree));
        } catch (JsonProcessingException e) {
            throw new CommandFailure(ExitCode.FAILED, "The gateway answered with status " + status + " and no JSON.");
        }
    }

    private static String sentence(int status, JsonNode problem) {
        var text = new StringBuilder(
                problem.path("detail").asText(problem.path("error").asText("")));
        if (text.isEmpty()) {
            text.append("The gateway answered with status ").append(status).append('.');
        }
        for (var finding : problem.path("errors")) {
            text.append("\n  ")
                    .append(finding.path("pointer").asText())
                    .append(": ")
                    .append(finding.path("detail").asText());
        }
        return text.toString();
    }
}
