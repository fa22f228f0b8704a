package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.gateway.discovery.Connection;
import dev.daemion.kernel.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "chat",
        description = "Say something and show the answer while it is written, with the tools it uses.",
        footer = {
            "",
            "Without words the message is read from standard input.",
            "Example: daemion chat \"what can you do?\""
        })
final class ChatCommand implements Callable<Integer> {
    private static final int CONTENT_LENGTH_MAX = 1_000_000;

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "WORDS", arity = "0..*", description = "What to say.")
    private List<String> words = List.of();

    @Option(names = "--thread", paramLabel = "ID", description = "Go on in this thread; default: a new one.")
    private @Nullable String thread;

    @Option(names = "--mode", paramLabel = "MODE", description = "plan (only reads) or act; default: the thread's.")
    private @Nullable String mode;

    @Option(names = "--model", paramLabel = "NAME", description = "Alias or model; default: the thread's.")
    private @Nullable String model;

    @Option(names = "--json", description = "Print every event as one line of JSON and ask nothing.")
    private boolean isJson;

    ChatCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        var content = words.isEmpty() ? read() : String.join(" ", words);
        if (content.isBlank()) {
            throw new CommandFailure(ExitCode.USAGE, "Say something: daemion chat \"…\".");
        }
        var request = Json.stored().createObjectNode().put("content", content);
        put(request, "thread_id", thread);
        put(request, "mode", mode);
        put(request, "model", model);
        var gateways = new Gateways(shell, common.openHome(shell.environment()));
        try (var connection = gateways.runningOrSpawned(null, Duration.ofSeconds(30))) {
            return talk(connection, Json.store(request)).number();
        }
    }

    private String read() throws IOException {
        if (shell.isTerminal()) {
            shell.err().println("Type the message and end it with Ctrl-D.");
        }
        var text = new StringBuilder();
        for (var line = shell.in().readLine(); line != null; line = shell.in().readLine()) {
            text.append(text.isEmpty() ? "" : "\n").append(line);
            if (text.length() > CONTENT_LENGTH_MAX) {
                throw new CommandFailure(
                        ExitCode.USAGE, "The message is longer than " + CONTENT_LENGTH_MAX + " characters.");
            }
        }
        return text.toString();
    }

    private ExitCode talk(Connection connection, String request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = connection
                .http()
                .send(
                        connection
                                .request("POST", "/chat?extended=true", request)
                                .header("Accept", "text/event-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() / 100 != 2) {
                Gateways.json(response.statusCode(), String.join("\n", lines.readAllLines()));
            }
            var view = new ChatView(shell, new ApprovalPrompt(shell, connection));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data:")) {
                    var text = line.substring("data:".length()).strip();
                    JsonNode event = Json.stored().readTree(text);
                    if (isJson) {
                        shell.out().println(text);
                        view.note(event);
                    } else {
                        view.show(event);
                    }
                }
            }
            return view.end(isJson);
        }
    }

    private static void put(
            com.fasterxml.jackson.databind.node.ObjectNode request, String member, @Nullable String value) {
        if (value != null) {
            request.put(member, value);
        }
    }
}
