package dev.daemion.substrate.execution.tool;

import java.nio.file.Path;
import java.util.List;

/** Which files somebody may touch. */
public interface FileBounds {
    /** How extensions name Daemion's home, on whatever machine. */
    String OWN = "~/.daemion";

    /** Where relative paths start; inside one of the roots. */
    Path workingDirectory();

    /** Directories that may be touched, symlinks resolved. */
    List<Path> roots();

    /** Daemion's own home: closed, its {@code workspace/} apart. */
    Path home();

    /** A path or glob as people write it: {@code ~} is the user's home, {@code ~/.daemion} is ours wherever it lies. */
    static String expand(String said, Path userHome, Path home) {
        if (said.equals(OWN) || said.startsWith(OWN + "/")) {
            return home + said.substring(OWN.length());
        }
        return said.equals("~") || said.startsWith("~/") ? userHome + said.substring(1) : said;
    }
}
