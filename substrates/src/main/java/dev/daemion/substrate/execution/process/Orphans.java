package dev.daemion.substrate.execution.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Children of a gateway that was killed and could not end them: they carry its process id in their mark. Linux only;
 * elsewhere a child notices that its standard input has ended, or stays.
 */
public final class Orphans {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final Path PROC = Path.of("/proc");
    private static final Path OWN_SPACE = Path.of("/proc/self/ns/pid");
    private static final Pattern MARKED = Pattern.compile("(?:^|\0)" + Family.MARK + "=(\\d{1,18})-");

    private Orphans() {}

    /** Ends all of this user whose gateway does not live any more; answers their ids. Blocks for some milliseconds. */
    public static List<Long> end() {
        var ended = new ArrayList<Long>();
        if (!Files.isDirectory(PROC)) {
            return ended;
        }
        try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var entry : entries) {
                var gateway = gatewayOf(entry);
                if (gateway.isPresent() && !isAlive(gateway.getAsLong())) {
                    long pid = Long.parseLong(String.valueOf(entry.getFileName()));
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                    ended.add(pid);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.debug("the table of processes cannot be read", e);
        }
        if (!ended.isEmpty()) {
            LOG.info("Ended what an earlier gateway had left behind: processes {}", ended);
        }
        return ended;
    }

    /** A process of another user cannot be looked into, and is none of ours. */
    private static OptionalLong gatewayOf(Path entry) {
        try {
            // In a container process ids mean something else.
            if (!Files.readSymbolicLink(entry.resolve("ns/pid")).equals(Files.readSymbolicLink(OWN_SPACE))) {
                return OptionalLong.empty();
            }
            var environment = Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1);
            var mark = MARKED.matcher(environment);
            return mark.find() ? OptionalLong.of(Long.parseLong(mark.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
