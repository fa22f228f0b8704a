package dev.daemion.substrate.execution.tool;

import java.nio.file.Path;
import java.util.List;

/** Which files somebody may touch. */
public interface FileBounds {
    /** Where relative paths start; inside one of the roots. */
    Path workingDirectory();

    /** Directories that may be touched, symlinks resolved. */
    List<Path> roots();

    /** Daemion's own home: closed, its {@code workspace/} apart. */
    Path home();
}
