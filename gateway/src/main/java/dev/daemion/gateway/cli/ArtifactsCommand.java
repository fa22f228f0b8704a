package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.gateway.discovery.Connection;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What agents have made, and the way to have it as a file. */
@Command(name = "artifacts", description = "Show what agents have made; with a name, save it as a file.")
final class ArtifactsCommand implements Callable<Integer> {
    private static final Pattern FILE_NAME = Pattern.compile("filename=\"([a-z0-9.-]+)\"");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Answer JSON instead of a list.")
    private boolean isJson;

    @Option(names = "--version", paramLabel = "N", description = "Which version to save; the one in force when absent.")
    private @Nullable Integer version;

    @Option(names = "--output", paramLabel = "FILE", description = "Where to save it; its own name here when absent.")
    private @Nullable Path output;

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Of the artifact to save.")
    private @Nullable String name;

    ArtifactsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            if (name != null) {
                save(connection, name);
            } else {
                list(connection);
            }
        }
        return ExitCode.OK.number();
    }

    private void list(Connection connection) throws IOException, InterruptedException {
        var answer = connection.send("GET", "/artifacts?limit=200", null);
        var artifacts = Gateways.json(answer);
        if (isJson) {
            shell.out().println(answer.body().strip());
        } else if (artifacts.isEmpty()) {
            shell.print("There are no artifacts.");
        } else {
            artifacts.forEach(this::describe);
        }
    }

    private void describe(JsonNode artifact) {
        shell.print(artifact.path("name").asText() + "  "
                + artifact.path("mime_type").asText() + "  version "
                + artifact.path("version").asInt() + "  "
                + artifact.path("description").asText());
    }

    /** Never over a file that is there, unless that very file was named. */
    private void save(Connection connection, String artifact) throws IOException, InterruptedException {
        Gateways.json(connection.send("GET", "/artifacts/" + artifact, null));
        var query = version == null ? "" : "?version=" + version;
        var request = connection
                .request("GET", "/artifacts/" + artifact + "/content" + query, null)
                .timeout(PATIENCE)
                .build();
        var answer = connection.http().send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var bytes = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "The gateway answered " + answer.statusCode() + " for " + artifact + query + ".");
            }
            var own = FILE_NAME.matcher(
                    answer.headers().firstValue("Content-Disposition").orElse(""));
            var file = output != null ? output : Path.of(own.find() ? own.group(1) : artifact);
            if (output == null && Files.exists(file)) {
                throw new CommandFailure(ExitCode.FAILED, file + " is there already: name another with --output.");
            }
            try (var out = Files.newOutputStream(file)) {
                bytes.transferTo(out);
            }
            shell.print("Saved " + file + ".");
        }
    }
}
