package dev.daemion.substrate.execution.app;

import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.FileBounds;
import dev.daemion.substrate.execution.tool.integration.IntegrationPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What apps work with.
 *
 * @param bounds where project folders may lie
 * @param userHome what {@code ~} stands for
 * @param startMax until a server has answered for the first time; default {@link #START_MAX_DEFAULT}
 * @param lookEvery how often it is asked meanwhile; default {@link #LOOK_EVERY_DEFAULT}
 * @param blocking runs what starts programs and waits for answers
 */
public record AppPorts(
        ChildLauncher launcher,
        FileBounds bounds,
        Path userHome,
        Duration startMax,
        Duration lookEvery,
        Executor blocking) {
    public static final Duration START_MAX_DEFAULT = Duration.ofSeconds(60);
    public static final Duration LOOK_EVERY_DEFAULT = Duration.ofMillis(200);

    /** The same programs and threads that integrations use. */
    public static AppPorts of(IntegrationPorts integrations, FileBounds bounds) {
        return new AppPorts(
                integrations.launcher(),
                bounds,
                integrations.userHome(),
                START_MAX_DEFAULT,
                LOOK_EVERY_DEFAULT,
                integrations.blocking());
    }
}
