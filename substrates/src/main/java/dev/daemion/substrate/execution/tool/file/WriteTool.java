package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes a whole text file, atomically. */
public final class WriteTool extends FileTool {
    static final int BYTES_MAX = 1024 * 1024;

    public WriteTool(ConfinedPaths paths) {
        super(
                paths,
                "Write",
                "Writes a whole text file, at most 1 MiB, and makes missing folders. Replaces what was there:"
                        + " use Edit for a small change.",
                InputShape.of(
                        InputShape.text("path", PATH_LENGTH_MAX, "The file: absolute, ~/…, or relative."),
                        InputShape.rawText("content", BYTES_MAX, "All of the new content.")),
                false);
    }

    @Override
    protected Optional<String> refuse(Arguments arguments, ToolScope scope) {
        int size = size(arguments);
        if (size > BYTES_MAX) {
            return Optional.of("The content has " + size + " bytes; at most " + BYTES_MAX + " (1 MiB) are written.");
        }
        return super.refuse(arguments, scope)
                .or(() -> place(arguments, scope) instanceof ConfinedPaths.Place.Inside inside
                                && Files.isDirectory(inside.path())
                        ? Optional.of(inside.path() + " is a directory.")
                        : Optional.empty());
    }

    @Override
    protected Question ask(Arguments arguments, ToolScope scope) {
        var path = subject(arguments.input(), scope);
        var effect = Files.exists(Path.of(path)) ? "replaces the file that is there" : "a new file";
        return new Question("Write a file", "Writes " + size(arguments) + " bytes to " + path + " (" + effect + ").");
    }

    @Override
    protected Optional<String> show(Arguments arguments, ToolScope scope) {
        try {
            var place = inside(arguments, scope);
            var before = Files.exists(place.path()) ? WholeText.read(place) : "";
            return Optional.of(UnifiedDiff.of(place.path().toString(), before, arguments.text("content")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException, InterruptedException {
        var place = inside(arguments, scope);
        checkStopped();
        boolean isReplaced = AtomicText.write(place, arguments.text("content"));
        return Result.ok((isReplaced ? "Replaced " : "Created ") + place.path() + " (" + size(arguments) + " bytes).");
    }

    private static int size(Arguments arguments) {
        return arguments.text("content").getBytes(StandardCharsets.UTF_8).length;
    }
}
