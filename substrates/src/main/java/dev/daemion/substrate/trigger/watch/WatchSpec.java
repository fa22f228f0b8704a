package dev.daemion.substrate.trigger.watch;

import dev.daemion.substrate.trigger.watch.FolderWatch.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * What one job watches.
 *
 * @param job its name, said in every report
 * @param path absolute; a folder, looked at in all its depth, or a file
 * @param glob which files below the folder, {@code ""} for all: {@code *.pdf} in every folder, {@code in/*.pdf} in one
 * @param events which changes are told; not empty
 * @param debounce how long nothing may happen before it is told; 0 to 1 h, usually {@link #DEBOUNCE_DEFAULT}
 * @param lookEvery how often it is looked whether the folder is still there, and at everything where the system reports
 *     no changes; usually {@link #LOOK_DEFAULT}
 * @param entriesMax most files and folders it looks after; usually {@value #ENTRIES_MAX_DEFAULT}
 */
public record WatchSpec(
        String job, Path path, String glob, Set<Kind> events, Duration debounce, Duration lookEvery, int entriesMax) {
    public static final Duration DEBOUNCE_DEFAULT = Duration.ofMillis(500);
    public static final Duration LOOK_DEFAULT = Duration.ofSeconds(5);
    public static final int ENTRIES_MAX_DEFAULT = 200_000;
    private static final Duration DEBOUNCE_MAX = Duration.ofHours(1);

    public WatchSpec {
        if (!path.isAbsolute()) throw new IllegalArgumentException("a watched path is absolute: " + path);
        if (events.isEmpty()) throw new IllegalArgumentException("a watch waits for at least one kind of change");
        if (debounce.isNegative() || debounce.compareTo(DEBOUNCE_MAX) > 0) {
            throw new IllegalArgumentException("a debounce is 0 to 1 h: " + debounce);
        }
        if (!lookEvery.isPositive() || entriesMax < 1) {
            throw new IllegalArgumentException("a watch looks from time to time, at something");
        }
        path = path.normalize();
        events = Set.copyOf(events);
    }

    /** With the usual bounds. */
    public static WatchSpec of(String job, Path path, String glob, Set<Kind> events, Duration debounce) {
        return new WatchSpec(job, path, glob, events, debounce, LOOK_DEFAULT, ENTRIES_MAX_DEFAULT);
    }
}
