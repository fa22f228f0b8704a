package dev.daemion.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.gateway.Gateway;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.SettingsReader;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("daemion ext, with a gateway that runs")
class ExtCommandTest {
    @TempDir
    private Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Gateway gateway;
    private Map<String, String> environment = Map.of();

    @BeforeEach
    void start() throws Exception {
        environment = Map.of(
                "HOME",
                Files.createDirectories(folder.resolve("user")).toString(),
                "PATH",
                System.getenv().getOrDefault("PATH", "/usr/bin:/bin"),
                "DAEMION_HOME",
                folder.resolve("home").toString());
        var home = new Home(folder.resolve("home")).open();
        gateway = Gateway.start(SettingsReader.read(home, environment, 0), environment);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.stop();
    }

    @Test
    @DisplayName("hands extensions on and brings a directory of them in: pending, with what they ask for")
    void roundTrip() throws Exception {
        var bundles = Files.createDirectories(folder.resolve("bundles/inner"));
        assertThat(run("ext", "export", "command/standup-of-mine")).isEqualTo(ExitCode.FAILED.number());
        assertThat(run(
                        "ext",
                        "export",
                        "command/review",
                        "theme/paper",
                        "-o",
                        bundles.resolve("a.yaml").toString()))
                .isZero();
        var exported = Files.readString(bundles.resolve("a.yaml"));
        assertThat(run("ext", "check", bundles.toString())).isZero();
        assertThat(out.toString()).contains("2 extensions in 1 file: nothing is wrong.");

        Files.writeString(
                bundles.resolve("a.yaml"),
                exported.replace("name: review", "name: my-review").replace("name: paper", "name: my-paper"));
        assertThat(run("ext", "import", folder.resolve("bundles").toString())).isZero();
        assertThat(out.toString())
                .contains("command/my-review waits for your approval", "theme/my-paper waits for your approval")
                .contains("It asks for");
        said();
        assertThat(run("ext", "list", "my-")).isZero();
        assertThat(said()).contains("command/my-review  pending  community", "theme/my-paper  pending  community");
        assertThat(run("ext", "export", "command/my-review", "theme/my-paper")).isZero();
        assertThat(said()).isEqualTo(Files.readString(bundles.resolve("a.yaml")));
    }

    @Test
    @DisplayName("brings in nothing of a file with anything wrong in it, and says what a gateway would say")
    void refused() throws Exception {
        var file = folder.resolve("bad.yaml");
        Files.writeString(file, """
            ---
            type: command
            name: fine
            description: Fine.
            definition: { prefix: /, handler: hi }
            ---
            type: command
            name: Bad
            description: Bad.
            definition: { prefix: "%", handler: "{{nobody}}" }
            """);
        assertThat(run("ext", "import", file.toString())).isEqualTo(ExitCode.FAILED.number());
        var told = said();
        assertThat(run("ext", "check", file.toString())).isEqualTo(ExitCode.FAILED.number());
        assertThat(said()).contains("(document 2): /name:", "/definition/prefix: expected one of");
        assertThat(told).contains("/name:", "/definition/prefix: expected one of", "Nothing of " + file);
        run("ext", "list", "fine");
        assertThat(said()).doesNotContain("command/fine");
    }

    @Test
    @DisplayName("takes a deletion back by name, as any other last change")
    void undo() throws Exception {
        var file = folder.resolve("greet.yaml");
        Files.writeString(
                file, "type: command\nname: greet\ndescription: Greets.\ndefinition: { prefix: /, handler: hi }\n");
        run("ext", "import", file.toString());
        assertThat(run("ext", "undo", "greet")).isZero();
        assertThat(said()).contains("Took back the making of command/greet.");
        run("ext", "list", "greet");
        assertThat(said()).doesNotContain("command/greet");
        assertThat(run("ext", "undo", "greet")).isZero();
        assertThat(said()).contains("Took back the last change of command/greet.");
        run("ext", "list", "greet");
        assertThat(said()).contains("command/greet  pending");
        assertThat(run("ledger", "verify")).isZero();
    }

    private int run(String... line) {
        var shell = new Shell(
                environment,
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new BufferedReader(new StringReader("")),
                false);
        return new Cli(shell, settings -> {}).run(List.of(line));
    }

    /** What was printed since the last look. */
    private String said() {
        var text = out.toString();
        out.getBuffer().setLength(0);
        return text;
    }
}
