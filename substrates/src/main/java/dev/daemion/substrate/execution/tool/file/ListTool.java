package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/** Lists one folder: folders first, then files with their size. */
public final class ListTool extends FileTool {
    private static final int ENTRIES_MAX = 1000;
    private static final int SCANNED_MAX = 200_000;

    private record Entry(boolean isFile, String line) {}

    public ListTool(ConfinedPaths paths) {
        super(
                paths,
                "LS",
                "Lists a folder: folders first (with a slash), then files with their size. At most 1000 entries.",
                InputShape.of(InputShape.optionalText(
                        "path", PATH_LENGTH_MAX, "The folder; the working directory when absent.")),
                true);
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException, InterruptedException {
        var folder = inside(arguments, scope).path();
        if (!Files.isDirectory(folder)) {
            if (Files.exists(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            return Result.error("There is no folder " + folder + ".");
        }
        var entries = new TreeSet<Entry>(Comparator.comparing(Entry::isFile).thenComparing(Entry::line));
        var closed = new ClosedPlaces(scope);
        int count = 0;
        try (var stream = Files.newDirectoryStream(folder)) {
            for (Path child : stream) {
                checkStopped();
                if (closed.isClosed(child) && !closed.isOnTheWayToWorkspace(child)) {
                    continue;
                }
                if (++count > SCANNED_MAX) {
                    break;
                }
                entries.add(entry(child));
                if (entries.size() > ENTRIES_MAX) {
                    entries.pollLast();
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return Result.ok(show(folder, entries, count));
    }

    private static String show(Path folder, Set<Entry> entries, int count) {
        var text = new StringBuilder(folder.toString()).append(count == 0 ? ": empty" : ":");
        entries.forEach(e -> text.append('\n').append(e.line()));
        if (count > SCANNED_MAX) {
            text.append("\n[more than ").append(SCANNED_MAX).append(" entries; use Glob to narrow it down]");
        } else if (count > ENTRIES_MAX) {
            text.append("\n[")
                    .append(count - ENTRIES_MAX)
                    .append(" more of ")
                    .append(count)
                    .append("; use Glob to narrow it down]");
        }
        return text.toString();
    }

    private static Entry entry(Path child) {
        var name = String.valueOf(child.getFileName());
        try {
            var attributes = Files.readAttributes(child, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                return new Entry(false, name + "/");
            }
            if (attributes.isSymbolicLink()) {
                return new Entry(true, name + " -> " + Files.readSymbolicLink(child));
            }
            return attributes.isRegularFile()
                    ? new Entry(true, name + "  " + attributes.size() + " bytes")
                    : new Entry(true, name + "  (device, pipe or socket)");
        } catch (IOException e) {
            return new Entry(true, name + "  (unreadable)");
        }
    }
}
