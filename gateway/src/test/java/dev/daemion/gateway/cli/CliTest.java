package dev.daemion.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.gateway.settings.StartRefused;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The command line")
class CliTest {
    private static final GatewayBoot NOTHING = settings -> {};

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    @DisplayName("without a command shows every command but the inner ones")
    void usage() {
        assertThat(run(NOTHING)).isZero();
        assertThat(out.toString())
                .contains("start", "stop", "status", "open", "logs", "chat", "approvals", "approve", "deny", "doctor")
                .doesNotContain("gateway  ");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"strat", "start --prt 3", "chat --thread", "approve", "logs -n many"})
    @DisplayName("refuses what does not read in one sentence, with exit code 2")
    void refusesUsage(String line) {
        assertThat(run(NOTHING, line.split(" "))).isEqualTo(ExitCode.USAGE.number());
        assertThat(err.toString().lines()).hasSize(1).allMatch(text -> text.contains("--help"));
    }

    @Test
    @DisplayName("says that nothing runs: stop succeeds, status and chat's relatives do not")
    void notRunning() {
        assertThat(run(NOTHING, "stop", "--home", home())).isZero();
        assertThat(run(NOTHING, "status", "--home", home())).isEqualTo(ExitCode.NOT_RUNNING.number());
        assertThat(run(NOTHING, "approvals", "--home", home())).isEqualTo(ExitCode.NOT_RUNNING.number());
        assertThat(run(NOTHING, "grants", "--home", home())).isEqualTo(ExitCode.NOT_RUNNING.number());
        assertThat(err.toString()).contains("daemion start");
        out.getBuffer().setLength(0);
        assertThat(run(NOTHING, "status", "--json", "--home", home())).isEqualTo(ExitCode.NOT_RUNNING.number());
        assertThat(out.toString()).startsWith("{\"running\":false,");
    }

    @Test
    @DisplayName("refuses a home that others can read, with the command that mends it")
    void openHome() throws IOException {
        var open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThat(run(NOTHING, "gateway", "--home", open.toString())).isEqualTo(ExitCode.REFUSED.number());
        assertThat(err.toString()).contains("chmod 700 " + open);
    }

    @Test
    @DisplayName("runs the gateway with the settings of its home, flags and environment")
    void runsGateway() {
        var ports = new java.util.ArrayList<Integer>();

        assertThat(run(settings -> ports.add(settings.port()), "gateway", "--home", home(), "--port", "0"))
                .isZero();
        assertThat(ports).containsExactly(0);
    }

    @Test
    @DisplayName("says who has the port when it is taken, and how to choose another")
    void portTaken() throws IOException {
        try (var other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(other.getLocalPort());
            GatewayBoot boot = settings -> {
                throw new IllegalStateException("bind failed", new BindException("Address already in use"));
            };

            assertThat(run(boot, "gateway", "--home", home(), "--port", port)).isEqualTo(ExitCode.PORT_TAKEN.number());
            assertThat(err.toString()).contains("Port " + port + " is taken by another program", "--port");
        }
    }

    @Test
    @DisplayName("shows where an error came from only when asked")
    void verbose() {
        GatewayBoot boot = settings -> {
            throw new IOException("disk on fire");
        };

        assertThat(run(boot, "gateway", "--home", home())).isEqualTo(ExitCode.FAILED.number());
        assertThat(err.toString()).contains("It did not work: disk on fire.").doesNotContain("\tat ");
        run(boot, "gateway", "--verbose", "--home", home());
        assertThat(err.toString()).contains("\tat ");
    }

    @Test
    @DisplayName("tells refusals apart by exit code")
    void exitCodes() {
        for (var reason : StartRefused.Reason.values()) {
            GatewayBoot boot = settings -> {
                throw new StartRefused(reason, "no");
            };
            assertThat(run(boot, "gateway", "--home", home()))
                    .isEqualTo(ExitCode.of(reason).number())
                    .isGreaterThan(2);
        }
    }

    @Test
    @DisplayName("prints nothing that a terminal would obey")
    void terminalSafe() {
        assertThat(TerminalText.safe("a\u001b[2Jb\u0007c\u009bd\u202ee\rf\n\tg"))
                .isEqualTo("a\uFFFD[2Jb\uFFFDc\uFFFDd\uFFFDe\uFFFDf\n\tg");
        assertThat(TerminalText.safe("grüße 👋")).isEqualTo("grüße 👋");
    }

    @Test
    @DisplayName("draws a QR code in lines of one width")
    void qrCode() {
        var lines = QrCode.render("http://127.0.0.1:3001/#code=123456").lines().toList();

        assertThat(lines)
                .hasSizeGreaterThan(10)
                .allMatch(line -> line.length() == lines.getFirst().length());
        assertThat(lines.getFirst()).matches(" {2}█+");
    }

    @Test
    @DisplayName("has a reference page with every command, option and exit code")
    void page() throws IOException {
        var page = Files.readString(Path.of("../docs/reference/cli.md"));

        assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::row))
                .allSatisfy(row -> assertThat(page).contains(row));
        var commands = cli(NOTHING).line("").getSubcommands();
        assertThat(commands).hasSizeGreaterThan(10);
        commands.forEach((name, command) -> {
            assertThat(page).contains("`daemion " + name);
            assertThat(command.getCommandSpec().options())
                    .allSatisfy(option -> assertThat(page).contains("`" + option.longestName()));
        });
    }

    private String home() {
        return folder.resolve("home").toString();
    }

    private int run(GatewayBoot boot, String... arguments) {
        return cli(boot).run(List.of(arguments));
    }

    private Cli cli(GatewayBoot boot) {
        var shell = new Shell(
                Map.of("HOME", folder.toString(), "PATH", "/usr/bin:/bin"),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new BufferedReader(new StringReader("")),
                false);
        return new Cli(shell, boot);
    }
}
