package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeSet;

/** Finds files by name. */
public final class GlobTool extends FileTool {
    private static final int FOUND_DEFAULT = 200;
    private static final int FOUND_MAX = 1000;
    private static final int COUNTED_MAX = 100_000;

    public GlobTool(ConfinedPaths paths) {
        super(
                paths,
                "Glob",
                "Finds files by name: *.java in every folder, src/**/*.{ts,tsx} below src. Leaves out .git and"
                        + " node_modules, follows no links; ignore files are not looked at.",
                InputShape.of(
                        InputShape.text("pattern", 500, "The glob: * within a name, ** across folders, ?, {a,b}."),
                        InputShape.optionalText("path", PATH_LENGTH_MAX, "Where to look; default working directory."),
                        InputShape.flag("everything", "Looks into .git and node_modules, too."),
                        InputShape.optionalWhole("limit", 1, FOUND_MAX, "Most files to answer; 200 when absent.")),
                true);
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException, InterruptedException {
        var folder = inside(arguments, scope).path();
        if (!Files.isDirectory(folder)) {
            return Result.error("There is no folder " + folder + ".");
        }
        var pattern = GlobPattern.of(arguments.text("pattern"));
        int limit = arguments.whole("limit", FOUND_DEFAULT);
        var found = new TreeSet<String>();
        var count = new int[1];
        var ending = FileWalk.over(folder, arguments.flag("everything"), scope, (file, _) -> {
            var relative = folder.relativize(file);
            if (pattern.matches(relative)) {
                count[0]++;
                found.add(relative.toString());
                if (found.size() > limit) {
                    found.pollLast();
                }
            }
            return count[0] < COUNTED_MAX;
        });
        var text = new StringBuilder(found.isEmpty() ? "No file matches below " + folder + "." : "");
        text.append(String.join("\n", found));
        if (count[0] > limit) {
            text.append("\n[").append(count[0] - limit).append(" more match; narrow the pattern]");
        }
        if (ending == FileWalk.Ending.TOO_MANY || ending == FileWalk.Ending.TOO_LONG) {
            text.append("\n[the folder is too large to look at all of it; give a path further down]");
        }
        return Result.ok(text.toString());
    }
}
