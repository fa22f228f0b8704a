package dev.daemion.substrate.execution.tool.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What people asked to remember: one line for each, with its day, in {@code workspace/notes.md}, where they can read
 * and change it themselves. At most 1 MiB.
 */
record Notes(Path file) {
    static final int BYTES_MAX = 1024 * 1024;
    private static final int FOUND_MAX = 50;

    static Notes in(Path home) {
        return new Notes(home.resolve("workspace").resolve("notes.md"));
    }

    /** Appends a line. Throws {@link IOException} with a sentence when the file is full. */
    void add(String day, String text) throws IOException {
        var line = "- " + day + ": " + text.strip().replaceAll("\\s*\\R\\s*", " ") + "\n";
        var bytes = line.getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(file.getParent());
        if (Files.exists(file) && Files.size(file) + bytes.length > BYTES_MAX) {
            throw new IOException("The notes are full (1 MiB): remove some from " + file + " first.");
        }
        Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The newest notes that hold every word, newest first; all of them without words. */
    List<String> find(String words) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        var wanted = Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\W+"))
                .filter(word -> word.length() > 2)
                .toList();
        var found = new ArrayList<String>();
        for (int i = lines.size() - 1; i >= 0 && found.size() < FOUND_MAX; i--) {
            var line = lines.get(i);
            var lower = line.toLowerCase(Locale.ROOT);
            if (!line.isBlank() && wanted.stream().allMatch(lower::contains)) {
                found.add(line);
            }
        }
        return found;
    }
}
