package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Collects matching lines until there are enough. */
final class LineSearch {
    private static final long FILE_BYTES_MAX = 10L * 1024 * 1024;
    private static final long ALL_BYTES_MAX = 1L << 30;
    private static final int LINE_LENGTH_MAX = 500;
    private static final int SEARCHED_LENGTH_MAX = 64 * 1024;
    private static final int TEXT_LENGTH_MAX = 256 * 1024;

    private final BoundedRegex regex;
    private final int context;
    private final int limit;
    private final StringBuilder text = new StringBuilder();
    private int matches;
    private long bytes;
    private int protectedCount;
    private int largeCount;
    private int failedCount;

    LineSearch(BoundedRegex regex, int context, int limit) {
        this.regex = regex;
        this.context = context;
        this.limit = limit;
    }

    void protect() {
        protectedCount++;
    }

    void fail() {
        failedCount++;
    }

    boolean isEmpty() {
        return matches == 0;
    }

    String text() {
        return text.toString().stripTrailing();
    }

    /** @return false when there are enough matches or too many bytes were read */
    boolean in(ConfinedPaths.Place.Inside place, Path shown) throws IOException, InterruptedException {
        var content = content(place);
        bytes += content.length;
        if (content.length > 0 && !TextBytes.isBinary(content, content.length)) {
            lines(new String(content, StandardCharsets.UTF_8).split("\r?\n", -1), shown.toString());
        }
        return matches < limit && text.length() < TEXT_LENGTH_MAX && bytes < ALL_BYTES_MAX;
    }

    private byte[] content(ConfinedPaths.Place.Inside place) throws IOException {
        try (var file = Anchored.open(place);
                var channel = file.read()) {
            if (channel.size() > FILE_BYTES_MAX) {
                largeCount++;
                return new byte[0];
            }
            var buffer = ByteBuffer.allocate((int) channel.size());
            boolean isOpen = true;
            while (isOpen && buffer.hasRemaining()) {
                isOpen = channel.read(buffer) >= 0;
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }

    private void lines(String[] lines, String shown) throws IOException, InterruptedException {
        int shownUntil = -1;
        int trailing = 0;
        for (int i = 0; i < lines.length && matches < limit && text.length() < TEXT_LENGTH_MAX; i++) {
            var line = lines[i];
            boolean isFound;
            try {
                isFound = regex.isFoundIn(
                        line.length() <= SEARCHED_LENGTH_MAX ? line : line.substring(0, SEARCHED_LENGTH_MAX));
            } catch (BoundedRegex.TooExpensive e) {
                throw new GrepTool.Expensive(e);
            }
            if (isFound) {
                matches++;
                int from = Math.max(shownUntil + 1, i - context);
                if (context > 0 && shownUntil >= 0 && from > shownUntil + 1) {
                    text.append("--\n");
                }
                for (int k = from; k < i; k++) {
                    add(shown, k, '-', lines[k]);
                }
                add(shown, i, ':', line);
                shownUntil = i;
                trailing = context;
            } else if (trailing > 0) {
                add(shown, i, '-', line);
                shownUntil = i;
                trailing--;
            }
        }
    }

    private void add(String shown, int index, char mark, String line) {
        var cut = line.length() <= LINE_LENGTH_MAX ? line : line.substring(0, LINE_LENGTH_MAX) + " …";
        text.append(shown)
                .append(mark)
                .append(index + 1)
                .append(mark)
                .append(cut)
                .append('\n');
    }

    Tool.Result result(FileWalk.Ending ending) {
        var answer = new StringBuilder(isEmpty() ? "No line matches." : text());
        if (matches >= limit || text.length() >= TEXT_LENGTH_MAX) {
            answer.append("\n[there may be more: this is where the search ended; narrow the pattern, path or glob]");
        } else if (ending != FileWalk.Ending.COMPLETE) {
            answer.append("\n[the folder is too large to search all of it; give a path further down or a glob]");
        }
        for (var note : List.of(
                new Note(protectedCount, "left out because a rule protects them"),
                new Note(largeCount, "left out because they are larger than 10 MiB"),
                new Note(failedCount, "could not be read"))) {
            if (note.count() > 0) {
                answer.append("\n[files ")
                        .append(note.words())
                        .append(": ")
                        .append(note.count())
                        .append(']');
            }
        }
        return Tool.Result.ok(answer.toString());
    }

    private record Note(int count, String words) {}
}
