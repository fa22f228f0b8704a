package dev.daemion.substrate.execution.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs as a shell would. */
public final class Programs {
    private Programs() {}

    /**
     * @param name a bare name, or a path; a relative one starts at {@code directory}
     * @param searchPath value of PATH
     */
    public static Optional<Path> find(String name, String searchPath, Path directory) {
        try {
            if (name.isEmpty()) {
                return Optional.empty();
            }
            if (name.contains("/")) {
                return Optional.of(directory.resolve(name)).filter(Programs::isProgram);
            }
            for (String folder : searchPath.split(File.pathSeparator, -1)) {
                if (folder.startsWith("/")) {
                    var candidate = Path.of(folder, name);
                    if (isProgram(candidate)) {
                        return Optional.of(candidate);
                    }
                }
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isProgram(Path candidate) {
        return Files.isRegularFile(candidate) && Files.isExecutable(candidate);
    }
}
