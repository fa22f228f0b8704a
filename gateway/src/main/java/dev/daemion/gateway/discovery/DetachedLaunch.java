package dev.daemion.gateway.discovery;

import dev.daemion.gateway.settings.Home;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Starts a gateway of its own: a new session, so that it outlives the terminal; no standard input; both outputs in
 * {@code logs/gateway.out}. {@code setsid} makes the session on Linux, {@code perl} on macOS; where neither is found,
 * {@code nohup} at least keeps the hang-up away.
 */
public final class DetachedLaunch implements Rendezvous.Spawner {
    private static final String SETSID_IN_PERL = "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or exit 127;";

    private final Home home;
    private final List<String> gateway;
    private final Map<String, String> environment;
    private final BiFunction<Integer, String, Optional<RuntimeException>> ended;

    /**
     * @param gateway command line of the gateway process
     * @param environment the environment, for PATH
     * @param ended turns exit code and output of a gateway that ended early into what is shown; empty when it ended
     *     because another one was there first
     */
    public DetachedLaunch(
            Home home,
            List<String> gateway,
            Map<String, String> environment,
            BiFunction<Integer, String, Optional<RuntimeException>> ended) {
        this.home = home;
        this.gateway = List.copyOf(gateway);
        this.environment = Map.copyOf(environment);
        this.ended = ended;
    }

    @Override
    public Rendezvous.Spawned spawn() throws IOException {
        Files.createDirectories(home.logs());
        var output = home.logs().resolve("gateway.out");
        Files.deleteIfExists(output);
        Files.createFile(output, PrivateFiles.OWNER_ONLY);
        var process = new ProcessBuilder(inOwnSession())
                .directory(home.path().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
        return () -> process.isAlive() ? Optional.empty() : ended.apply(process.exitValue(), tail(output));
    }

    private List<String> inOwnSession() {
        var command = new ArrayList<String>();
        var setsid = onPath("setsid");
        var perl = onPath("perl");
        if (setsid.isPresent()) {
            command.add(setsid.get());
        } else if (perl.isPresent()) {
            command.addAll(List.of(perl.get(), "-e", SETSID_IN_PERL));
        } else {
            onPath("nohup").ifPresent(command::add);
        }
        command.addAll(gateway);
        return command;
    }

    private Optional<String> onPath(String program) {
        return findOnPath(program, environment).map(Path::toString);
    }

    /** Where a program is, as a shell would find it. */
    public static Optional<Path> findOnPath(String program, Map<String, String> environment) {
        for (var folder : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
            var candidate = Path.of(folder.isEmpty() ? "." : folder, program).toAbsolutePath();
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** At most the last 4 KiB. */
    private static String tail(Path output) {
        try {
            var text = Files.readString(output);
            return text.substring(Math.max(0, text.length() - 4096)).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
