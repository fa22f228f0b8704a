package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.DetachedLaunch;
import dev.daemion.gateway.discovery.PortOwner;
import dev.daemion.gateway.discovery.Rendezvous.Found;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.gateway.settings.SettingsReader;
import dev.daemion.gateway.settings.StartRefused;
import dev.daemion.kernel.provider.ProviderSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = "Check Java, home, settings, port, disk, database, providers and helpers; says what to do.")
final class DoctorCommand implements Callable<Integer> {
    private static final long DISK_FREE_MIN_BYTES = 500L * 1024 * 1024;
    private static final int CONNECT_MILLIS = 3_000;
    private static final int PROGRAM_SECONDS = 5;
    private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final Shell shell;
    private final List<Result> results = new ArrayList<>();

    @Mixin
    private CommonOptions common = new CommonOptions();

    private enum Grade {
        GOOD("ok  "),
        HINT("hint"),
        BAD("BAD ");

        private final String label;

        Grade(String label) {
            this.label = label;
        }
    }

    private record Result(Grade grade, String subject, String detail) {}

    DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        java();
        var home = home();
        if (home.isPresent()) {
            disk(home.get());
            var settings = settings(home.get());
            if (settings.isPresent()) {
                port(home.get(), settings.get());
                database(settings.get());
                providers(settings.get());
            }
        }
        program("git", Grade.HINT, "agents see no repositories without it", "--version");
        program("node", Grade.HINT, "only a checkout needs it, to build the web app (20.19 or newer)", "--version");
        sessions();
        sandbox();
        results.forEach(r -> shell.print(r.grade().label + "  " + r.subject() + ": " + r.detail()));
        var bad = results.stream().filter(r -> r.grade() == Grade.BAD).count();
        shell.out()
                .println(
                        bad == 0
                                ? "Nothing stands in the way."
                                : bad + (bad == 1 ? " thing has" : " things have") + " to be mended.");
        return (bad == 0 ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private void java() {
        var version = Runtime.version();
        note(
                version.feature() >= 25 ? Grade.GOOD : Grade.BAD,
                "Java",
                version + " in " + System.getProperty("java.home"));
    }

    private Optional<Home> home() {
        try {
            var home = common.openHome(shell.environment());
            if (Files.exists(home.credential())) {
                Home.checkPrivateFile(home.credential());
            }
            note(Grade.GOOD, "Home", home.path() + ", private");
            return Optional.of(home);
        } catch (StartRefused e) {
            note(Grade.BAD, "Home", e.sentence());
        } catch (IOException e) {
            note(Grade.BAD, "Home", "cannot be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    private void disk(Home home) throws IOException {
        var free = Files.getFileStore(home.path()).getUsableSpace();
        note(
                free >= DISK_FREE_MIN_BYTES ? Grade.GOOD : Grade.BAD,
                "Disk",
                free / (1024 * 1024) + " MiB free at " + home.path()
                        + (free >= DISK_FREE_MIN_BYTES ? "" : "; make room, at least 500 MiB"));
    }

    private Optional<Settings> settings(Home home) {
        try {
            var settings = SettingsReader.read(home, shell.environment(), null);
            note(
                    Grade.GOOD,
                    "Settings",
                    Files.exists(home.config()) ? home.config().toString() : "all defaults");
            return Optional.of(settings);
        } catch (StartRefused e) {
            note(Grade.BAD, "Settings", e.sentence());
            return Optional.empty();
        }
    }

    private void port(Home home, Settings settings) throws IOException {
        switch (new Gateways(shell, home).find()) {
            case Found.Running(var connection) -> {
                try (connection) {
                    note(Grade.GOOD, "Gateway", "running at " + connection.base());
                }
            }
            case Found.Unusable unusable -> note(Grade.BAD, "Gateway", unusable.detail());
            case Found.Absent absent -> {
                try (var socket = new ServerSocket(settings.port(), 1, InetAddress.getLoopbackAddress())) {
                    note(
                            Grade.GOOD,
                            "Gateway",
                            "not running; port " + settings.port() + " is free " + (socket.isBound() ? "" : "?"));
                } catch (IOException e) {
                    note(Grade.BAD, "Gateway", PortOwner.describe(settings.port()));
                }
            }
        }
    }

    /** Looks at the header only: opening it would write, and the gateway may be using it. */
    private void database(Settings settings) {
        var file = settings.database();
        if (!Files.exists(file)) {
            note(Grade.GOOD, "Database", "none yet; the first start makes " + file);
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var header = ByteBuffer.allocate(SQLITE.length);
            channel.read(header);
            var isSqlite = channel.size() == 0 || java.util.Arrays.equals(header.array(), SQLITE);
            note(
                    isSqlite ? Grade.GOOD : Grade.BAD,
                    "Database",
                    isSqlite
                            ? file + ", " + channel.size() / 1024 + " KiB"
                            : file + " is not a database; move it away or restore a copy of it");
        } catch (IOException e) {
            note(Grade.BAD, "Database", file + " cannot be read: " + e.getMessage());
        }
    }

    private void providers(Settings settings) {
        if (settings.providers().isEmpty()) {
            note(Grade.GOOD, "Models", "the built-in agent answers; set ANTHROPIC_API_KEY or name a provider for more");
        }
        settings.providers().forEach(this::provider);
    }

    private void provider(ProviderSettings provider) {
        var url = provider.baseUrl();
        var port = url.getPort() > 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(url.getHost(), port), CONNECT_MILLIS);
            note(Grade.GOOD, "Models", provider.name() + " answers at " + url.getHost() + ":" + port);
        } catch (IOException e) {
            note(
                    Grade.BAD,
                    "Models",
                    provider.name() + " cannot be reached at " + url.getHost() + ":" + port
                            + "; check its address and the network");
        }
    }

    private void sessions() {
        var environment = shell.environment();
        if (DetachedLaunch.findOnPath("setsid", environment).isPresent()
                || DetachedLaunch.findOnPath("perl", environment).isPresent()) {
            note(Grade.GOOD, "Sessions", "the gateway outlives its terminal");
        } else {
            note(Grade.HINT, "Sessions", "neither setsid nor perl is found: the gateway may end with its terminal");
        }
    }

    private void sandbox() throws InterruptedException {
        if (DetachedLaunch.findOnPath("bwrap", shell.environment()).isPresent()) {
            program("bwrap", Grade.HINT, "", "--version");
            return;
        }
        var unshare = DetachedLaunch.findOnPath("unshare", shell.environment());
        note(
                Grade.HINT,
                "bwrap",
                unshare.isPresent() && isAllowed(unshare.get())
                        ? "not found: commands see neither Daemion's home nor other processes, and else have your"
                                + " rights; with bubblewrap they write in tools.roots only"
                        : "not found: commands run without a sandbox; install bubblewrap");
    }

    private static boolean isAllowed(Path unshare) throws InterruptedException {
        try {
            var process = new ProcessBuilder(
                            unshare.toString(),
                            "--user",
                            "--map-current-user",
                            "--keep-caps",
                            "--mount",
                            "--pid",
                            "--fork",
                            "--mount-proc",
                            "true")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean isDone = process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return isDone && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void program(String name, Grade absent, String without, String argument) throws InterruptedException {
        var found = DetachedLaunch.findOnPath(name, shell.environment());
        if (found.isEmpty()) {
            note(absent, name, "not found: " + without);
            return;
        }
        try {
            var process = new ProcessBuilder(found.get().toString(), argument)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                note(absent, name, found.get() + " does not answer");
                return;
            }
            var said = new String(process.getInputStream().readNBytes(200), StandardCharsets.UTF_8);
            note(Grade.GOOD, name, said.lines().findFirst().orElse("found") + " in " + found.get());
        } catch (IOException e) {
            note(absent, name, found.get() + " cannot be started: " + e.getMessage());
        }
    }

    private void note(Grade grade, String subject, String detail) {
        results.add(new Result(grade, subject, detail));
    }
}
