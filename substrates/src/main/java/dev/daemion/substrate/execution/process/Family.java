package dev.daemion.substrate.execution.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Every process a child has brought forth. On Linux also those that left the group and lost their parent: they still
 * carry the child's mark in their environment or hold the other end of its output. Elsewhere the descendants known to
 * the system, remembered from before the first signal.
 */
final class Family {
    /** Environment variable by which a descendant is recognised. */
    static final String MARK = "DAEMION_CHILD";

    private static final Path PROC = Path.of("/proc");

    private final long leader;
    private final String mark;
    private final Set<String> pipes;
    private final Set<ProcessHandle> remembered = new LinkedHashSet<>();

    Family(ProcessHandle leader, String mark) {
        this.leader = leader.pid();
        this.mark = mark;
        this.pipes = Set.copyOf(pipesOf(leader.pid()));
    }

    /** Notes the descendants there are while their parents still live. */
    void remember() {
        ProcessHandle.of(leader).ifPresent(handle -> handle.descendants().forEach(remembered::add));
    }

    /** Those alive right now, the leader apart. */
    Set<ProcessHandle> living() {
        remember();
        var living = remembered.stream().filter(ProcessHandle::isAlive).collect(Collectors.toSet());
        if (Files.isDirectory(PROC)) {
            long self = ProcessHandle.current().pid();
            try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
                for (Path entry : entries) {
                    long pid = Long.parseLong(String.valueOf(entry.getFileName()));
                    if (pid != self && pid != leader && pid > 1 && isOurs(entry, pid)) {
                        ProcessHandle.of(pid).ifPresent(living::add);
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                return living; // what is known without the table of processes
            }
        }
        return living;
    }

    private boolean isOurs(Path entry, long pid) {
        try {
            var status = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            var fields = status.substring(status.lastIndexOf(')') + 2).split(" ", 5);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return false;
            }
            if (fields[2].equals(Long.toString(leader)) || fields[3].equals(Long.toString(leader))) {
                return true;
            }
            var environment = Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1);
            return environment.startsWith(MARK + "=" + mark + "\0")
                    || environment.contains("\0" + MARK + "=" + mark + "\0")
                    || (!pipes.isEmpty() && holdsPipe(pid));
        } catch (IOException | StringIndexOutOfBoundsException | ArrayIndexOutOfBoundsException e) {
            return false; // gone meanwhile, or another user's
        }
    }

    private boolean holdsPipe(long pid) {
        return pipesOf(pid).stream().anyMatch(pipes::contains);
    }

    /** Standard output and error of a process, and whatever else it holds, as far as they are pipes. */
    private static Set<String> pipesOf(long pid) {
        var found = new HashSet<String>();
        try (var descriptors =
                Files.newDirectoryStream(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
            for (Path descriptor : descriptors) {
                var name = String.valueOf(descriptor.getFileName());
                if (!name.equals("0")) {
                    var target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("pipe:")) {
                        found.add(target);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found; // gone meanwhile, or no such table here
        }
        return found;
    }
}
