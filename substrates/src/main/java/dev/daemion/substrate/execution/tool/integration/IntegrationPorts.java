package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.kernel.secret.Secret;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.standard.StandardToolbox;
import dev.daemion.substrate.execution.tool.web.HttpEndpointTool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * What integrations work with; given by the process.
 *
 * @param toolbox takes what they bring
 * @param launcher starts servers
 * @param secrets by name; reads a small file, may throw a {@code Problem}
 * @param endpoints what HTTP endpoints work with
 * @param images keeps pictures that servers answer
 * @param workspace where a server starts unless it says otherwise
 * @param userHome what {@code ~} stands for
 * @param version of Daemion, said to servers
 * @param startMax until a server has answered for the first time; default {@link #START_MAX_DEFAULT}
 * @param backOff waits between tries to connect, the last one repeats; default {@link #BACK_OFF_DEFAULT}
 * @param blocking runs what reads files
 */
public record IntegrationPorts(
        StandardToolbox toolbox,
        ChildLauncher launcher,
        Function<String, Optional<Secret>> secrets,
        HttpEndpointTool.Surroundings endpoints,
        ImageKeeper images,
        Path workspace,
        Path userHome,
        String version,
        Duration startMax,
        List<Duration> backOff,
        Executor blocking) {
    public static final Duration START_MAX_DEFAULT = Duration.ofSeconds(60);
    public static final List<Duration> BACK_OFF_DEFAULT = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(10));

    public IntegrationPorts {
        backOff = List.copyOf(backOff);
    }
}
