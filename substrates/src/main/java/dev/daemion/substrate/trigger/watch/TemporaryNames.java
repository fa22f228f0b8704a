package dev.daemion.substrate.trigger.watch;

import java.util.List;
import java.util.Set;

/** Names that editors and downloads use for a moment, and folders that tools keep for themselves. */
final class TemporaryNames {
    private static final Set<String> FILES = Set.of("4913", ".DS_Store", "Thumbs.db");
    private static final List<String> STARTS = List.of(".#", ".goutputstream-", ".~lock.", "~$");
    private static final List<String> ENDS = List.of(
            "~",
            ".swp",
            ".swo",
            ".swx",
            ".swpx",
            ".tmp",
            ".temp",
            ".part",
            ".partial",
            ".crdownload",
            ".download",
            "___jb_tmp___",
            "___jb_old___");
    private static final Set<String> FOLDERS = Set.of(".git", ".hg", ".svn", "node_modules");

    private TemporaryNames() {}

    static boolean isFile(String name) {
        return FILES.contains(name)
                || STARTS.stream().anyMatch(name::startsWith)
                || ENDS.stream().anyMatch(name::endsWith)
                || (name.length() > 1 && name.startsWith("#") && name.endsWith("#"));
    }

    static boolean isFolder(String name) {
        return FOLDERS.contains(name);
    }
}
