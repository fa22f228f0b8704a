package dev.daemion.extension.seed;

import dev.daemion.extension.manifest.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the agents are that a person keeps as folders: {@code <name>/} with {@code daemion.yaml}, {@code system.md},
 * {@code soul.md} and {@code skills/}. Reading blocks: call it off the actors.
 */
@FunctionalInterface
public interface AgentFolders {
    /** Most folders that are read. */
    int COUNT_MAX = 100;

    Pattern NAME = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");
    int NAME_LENGTH_MAX = 64;

    /** Nobody keeps any. */
    AgentFolders NONE = List::of;

    /** Every folder, by name. Throws {@link UncheckedIOException} when the directory is there and cannot be read. */
    List<AgentFolder> read();

    /** The folders in a directory, which need not exist. Folders whose name starts with a dot are left alone. */
    static AgentFolders in(Path directory) {
        return () -> {
            try {
                return Files.isDirectory(directory) ? all(directory.toRealPath()) : List.of();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the agents in " + directory, e);
            }
        };
    }

    private static List<AgentFolder> all(Path directory) throws IOException {
        List<Path> folders;
        try (var children = Files.list(directory)) {
            folders = children.filter(Files::isDirectory)
                    .filter(child -> !child.getFileName().toString().startsWith("."))
                    .sorted()
                    .limit(COUNT_MAX + 1L)
                    .toList();
        }
        var found = new ArrayList<AgentFolder>();
        Map<Path, String> seen = new HashMap<>();
        for (var folder : folders) {
            var name = folder.getFileName().toString();
            if (found.size() == COUNT_MAX) {
                found.add(refused(
                        name, "there are more than " + COUNT_MAX + " folders; this and what follows is left out"));
            } else {
                found.add(one(directory, folder, name, seen));
            }
        }
        return List.copyOf(found);
    }

    /** Links are resolved before anything is compared: two names of one folder would be one agent twice. */
    private static AgentFolder one(Path directory, Path folder, String name, Map<Path, String> seen)
            throws IOException {
        if (name.length() > NAME_LENGTH_MAX || !NAME.matcher(name).matches()) {
            return refused(
                    name,
                    "expected a folder named in lower-case words of a-z and 0-9 joined by '-', at most "
                            + NAME_LENGTH_MAX + " characters; other letters may look the same and are not");
        }
        var real = folder.toRealPath();
        if (!real.startsWith(directory)) {
            return refused(name, "is a link that leads out of " + directory + "; move the folder here");
        }
        var other = seen.putIfAbsent(real, name);
        return other == null
                ? AgentFolderReader.read(name, real)
                : refused(name, "is the same folder as '" + other + "'; keep one of them");
    }

    private static AgentFolder refused(String name, String detail) {
        return new AgentFolder(name, "", Reading.refused("", detail));
    }
}
