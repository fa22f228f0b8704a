package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.Connection;
import dev.daemion.gateway.discovery.Rendezvous;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.SettingsReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;

/**
 * Lives through a first minute so that the JVM can write down what it needed: a gateway in a temporary home, the
 * requests of a page that opens, a turn, and the commands people wait for. Nothing of it touches the owner's home, and
 * no provider is called.
 */
@Command(name = "train", hidden = true, description = "Prepare fast starts; the launcher does this once.")
final class TrainCommand implements Callable<Integer> {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int TURN_COUNT = 3;
    private static final List<String> REQUESTS = List.of(
            "/health", "/threads", "/approvals", "/agents", "/modes", "/tools", "/models", "/devices", "/", "/metrics");
    private static final List<List<String>> COMMANDS = List.of(
            List.of("status"),
            List.of("status", "--json"),
            List.of("pair"),
            List.of("approvals"),
            List.of("version"),
            List.of("logs"),
            List.of("open", "--print"));

    private final Shell shell;
    private final GatewayBoot boot;

    TrainCommand(Shell shell, GatewayBoot boot) {
        this.shell = shell;
        this.boot = boot;
    }

    @Override
    public Integer call() throws Exception {
        var folder = Files.createTempDirectory("daemion-train");
        try {
            var environment = new HashMap<String, String>();
            environment.put("HOME", folder.toString());
            environment.put("PATH", shell.environment().getOrDefault("PATH", "/usr/bin:/bin"));
            var quiet = new Shell(
                    environment,
                    new PrintWriter(Writer.nullWriter()),
                    new PrintWriter(Writer.nullWriter()),
                    new BufferedReader(new StringReader("")),
                    false);
            var home = new Home(folder.resolve(".daemion")).open();
            var gateway = CompletableFuture.runAsync(() -> runGateway(quiet, home));
            try (var connection = new Rendezvous(home).await(DEADLINE)) {
                use(connection, quiet, home);
                StopCommand.askToStop(connection);
            }
            gateway.get();
            return ExitCode.OK.number();
        } finally {
            remove(folder);
        }
    }

    private void runGateway(Shell quiet, Home home) {
        try {
            GatewayCommand.run(quiet, boot, home, 0, false);
        } catch (Exception e) {
            throw new IllegalStateException("the gateway in training ended", e);
        }
    }

    private void use(Connection connection, Shell quiet, Home home) throws Exception {
        // Read for its classes: the settings of a real home are usually there.
        SettingsReader.read(home, quiet.environment(), null);
        for (var path : REQUESTS) {
            connection.send("GET", path, null);
        }
        var arguments = List.of("--home", home.path().toString());
        for (int i = 0; i < TURN_COUNT; i++) {
            run(quiet, List.of("chat", "what can you do?"), arguments);
        }
        for (var command : COMMANDS) {
            run(quiet, command, arguments);
        }
    }

    private void run(Shell quiet, List<String> command, List<String> arguments) {
        var all = new java.util.ArrayList<>(command);
        all.addAll(arguments);
        var code = new Cli(quiet, boot).run(all);
        if (code != ExitCode.OK.number()) {
            shell.err().println("daemion " + String.join(" ", command) + " ended with exit code " + code);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
