package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds lines by a regular expression. */
public final class GrepTool extends FileTool {
    private static final Duration REGEX_BUDGET = Duration.ofSeconds(15);
    private static final int MATCHES_DEFAULT = 200;
    private static final int MATCHES_MAX = 1000;

    private final ToolGuard guard;

    /** @param guard decides file by file: a search does not read what Read could not */
    public GrepTool(ConfinedPaths paths, ToolGuard guard) {
        super(
                paths,
                "Grep",
                "Finds lines by a Java regular expression in a file or below a folder, as path:line:text. Leaves out"
                        + " .git, node_modules, binary files and files above 10 MiB.",
                InputShape.of(
                        InputShape.text("pattern", 1000, "The regular expression."),
                        InputShape.optionalText("path", PATH_LENGTH_MAX, "File or folder; default working directory."),
                        InputShape.optionalText("glob", 500, "Only files that match, such as *.java."),
                        InputShape.flag("ignore_case", "Takes upper and lower case as equal."),
                        InputShape.optionalWhole("context", 0, 10, "Lines shown around each match; 0 when absent."),
                        InputShape.optionalWhole("limit", 1, MATCHES_MAX, "Most matches to show; 200 when absent.")),
                true);
        this.guard = guard;
    }

    @Override
    protected Optional<String> refuse(Arguments arguments, ToolScope scope) {
        try {
            compile(arguments);
        } catch (PatternSyntaxException e) {
            return Optional.of("The pattern is no regular expression: " + e.getDescription() + " near character "
                    + Math.max(0, e.getIndex()) + ".");
        } catch (StackOverflowError e) {
            return Optional.of("The pattern is nested too deeply.");
        }
        return super.refuse(arguments, scope);
    }

    private static Pattern compile(Arguments arguments) {
        int flags = arguments.flag("ignore_case") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        return Pattern.compile(arguments.text("pattern"), flags);
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException, InterruptedException {
        var place = inside(arguments, scope);
        var search = new LineSearch(
                new BoundedRegex(compile(arguments), REGEX_BUDGET),
                arguments.whole("context", 0),
                arguments.whole("limit", MATCHES_DEFAULT));
        var glob = arguments.optionalText("glob").map(GlobPattern::of);
        try {
            if (Files.isDirectory(place.path())) {
                var ending = FileWalk.over(place.path(), false, scope, (file, _) -> {
                    var relative = place.path().relativize(file);
                    return (glob.isPresent() && !glob.get().matches(relative))
                            || look(search, new ConfinedPaths.Place.Inside(file, place.root()), relative, scope);
                });
                return search.result(ending);
            }
            if (!Files.exists(place.path())) {
                return Result.error("There is no " + place.path() + ".");
            }
            search.in(place, Path.of(String.valueOf(place.path().getFileName())));
            return search.result(FileWalk.Ending.COMPLETE);
        } catch (Expensive e) {
            return search.isEmpty()
                    ? Result.error(String.valueOf(e.getMessage()))
                    : Result.ok(search.text() + "\n[" + e.getMessage() + " What was found before is above.]");
        }
    }

    private boolean look(LineSearch search, ConfinedPaths.Place.Inside file, Path shown, ToolScope scope)
            throws IOException, InterruptedException {
        if (!guard.mayRead(file.path(), scope)) {
            search.protect();
            return true;
        }
        try {
            return search.in(file, shown);
        } catch (Expensive e) {
            throw e;
        } catch (ClosedByInterruptException e) {
            throw new InterruptedException();
        } catch (IOException e) {
            search.fail();
            return true;
        }
    }

    /** Carries {@link BoundedRegex.TooExpensive} out of a walk. */
    static final class Expensive extends IOException {
        private static final long serialVersionUID = 1;

        Expensive(BoundedRegex.TooExpensive cause) {
            super(cause.getMessage(), cause);
        }
    }
}
