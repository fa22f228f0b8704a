package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.Sentences;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.util.Optional;

/** Replaces an exact piece of a text file, atomically. */
public final class EditTool extends FileTool {
    private static final int PIECE_LENGTH_MAX = 1024 * 1024;

    private final ToolGuard guard;

    /** @param guard decides whether a hopeless edit may be told apart before a person has agreed to it */
    public EditTool(ConfinedPaths paths, ToolGuard guard) {
        super(
                paths,
                "Edit",
                "Replaces an exact piece of a text file. The piece must occur exactly once, unless replace_all is true;"
                        + " give enough lines around it to make it unique.",
                InputShape.of(
                        InputShape.text("path", PATH_LENGTH_MAX, "The file: absolute, ~/…, or relative."),
                        InputShape.rawText("old_string", PIECE_LENGTH_MAX, "The piece as it is, every space included."),
                        InputShape.rawText("new_string", PIECE_LENGTH_MAX, "What stands there afterwards."),
                        InputShape.flag("replace_all", "Replaces every occurrence.")),
                false);
        this.guard = guard;
    }

    @Override
    protected Optional<String> refuse(Arguments arguments, ToolScope scope) {
        if (arguments.text("old_string").isEmpty()) {
            return Optional.of("`old_string` is empty; Write makes a new file.");
        }
        if (arguments.text("old_string").equals(arguments.text("new_string"))) {
            return Optional.of("`old_string` and `new_string` are equal: nothing would change.");
        }
        return super.refuse(arguments, scope).or(() -> hopeless(arguments, scope));
    }

    /** Only of files that may be read without asking: a refusal would say what stands in the others. */
    private Optional<String> hopeless(Arguments arguments, ToolScope scope) {
        try {
            var place = inside(arguments, scope);
            if (guard.mayRead(place.path(), scope)) {
                edited(arguments, WholeText.read(place));
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Sentences.of(e));
        }
    }

    @Override
    protected Question ask(Arguments arguments, ToolScope scope) {
        var path = subject(arguments.input(), scope);
        var count = arguments.flag("replace_all") ? "every occurrence of a piece" : "one place";
        return new Question("Edit a file", "Changes " + count + " in " + path + ".");
    }

    @Override
    protected Optional<String> show(Arguments arguments, ToolScope scope) {
        try {
            var place = inside(arguments, scope);
            var before = WholeText.read(place);
            return Optional.of(UnifiedDiff.of(place.path().toString(), before, edited(arguments, before)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException, InterruptedException {
        var place = inside(arguments, scope);
        var before = WholeText.read(place);
        var after = edited(arguments, before);
        checkStopped();
        AtomicText.write(place, after);
        int count = count(before, arguments.text("old_string"));
        return Result.ok("Edited " + place.path() + ": " + (count == 1 ? "one place." : count + " places."));
    }

    /** @throws IOException when the piece does not occur as it has to */
    private static String edited(Arguments arguments, String before) throws IOException {
        var old = arguments.text("old_string");
        int count = count(before, old);
        if (count == 0) {
            throw new IOException("`old_string` does not occur in the file" + hint(before, old));
        }
        if (count > 1 && !arguments.flag("replace_all")) {
            throw new IOException("`old_string` occurs " + count
                    + " times; add lines around it until it is unique, or set replace_all.");
        }
        long length =
                before.length() + (long) count * (arguments.text("new_string").length() - old.length());
        if (length > WholeText.BYTES_MAX) {
            throw new IOException("The file would grow to " + length + " characters; at most " + WholeText.BYTES_MAX
                    + " are written.");
        }
        return before.replace(old, arguments.text("new_string"));
    }

    private static String hint(String before, String old) {
        if (before.replace("\r\n", "\n").contains(old.replace("\r\n", "\n"))) {
            return ": the file's line ends are " + (before.contains("\r\n") ? "CR LF." : "LF.");
        }
        return before.replaceAll("\\s+", " ")
                        .contains(old.replaceAll("\\s+", " ").strip())
                ? ": only its spaces and line breaks differ. Read the place again and copy it exactly."
                : ". Read it again; it may have changed.";
    }

    private static int count(String text, String piece) {
        int count = 0;
        for (int at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + piece.length())) {
            count++;
        }
        return count;
    }
}
