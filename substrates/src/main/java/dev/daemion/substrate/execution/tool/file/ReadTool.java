package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads a text file, or some of its lines. */
public final class ReadTool extends FileTool {
    /** Most bytes of a file handed out by one call. */
    static final int BYTES_MAX = 256 * 1024;

    private static final int LINES_DEFAULT = 2000;
    private static final int LINES_MAX = 100_000;
    private static final long SKIP_BYTES_MAX = 1L << 30;

    public ReadTool(ConfinedPaths paths) {
        super(
                paths,
                "Read",
                "Reads a text file. Long files come in pieces: the answer says at which line to go on. At most 256"
                        + " KiB.",
                InputShape.of(
                        InputShape.text("path", PATH_LENGTH_MAX, "The file: absolute, ~/…, or relative."),
                        InputShape.optionalWhole("offset", 1, 100_000_000, "First line to read, counted from 1."),
                        InputShape.optionalWhole("limit", 1, LINES_MAX, "Most lines to read; 2000 when absent."),
                        InputShape.flag("line_numbers", "Puts the number before each line.")),
                true);
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException, InterruptedException {
        var place = inside(arguments, scope);
        try (var file = Anchored.open(place);
                var in = new BufferedInputStream(Channels.newInputStream(file.read()), 64 * 1024)) {
            in.mark(16 * 1024);
            var probe = in.readNBytes(8 * 1024);
            in.reset();
            if (TextBytes.isBinary(probe, probe.length)) {
                return Result.error(place.path() + " is a binary file ("
                        + file.attributes().size() + " bytes); Read shows only text.");
            }
            if (probe.length == 0) {
                return Result.ok("[the file is empty]");
            }
            int offset = arguments.whole("offset", 1);
            if (!skip(in, offset - 1)) {
                return Result.error(place.path() + " has fewer than " + offset + " lines.");
            }
            return text(in, offset, arguments.whole("limit", LINES_DEFAULT), arguments.flag("line_numbers"));
        }
    }

    private static boolean skip(InputStream in, int lineCount) throws IOException, InterruptedException {
        long seen = 0;
        int left = lineCount;
        while (left > 0) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            if (next == '\n') {
                left--;
            }
            if ((++seen & 0xFFFFF) == 0) {
                checkStopped();
            }
            if (seen > SKIP_BYTES_MAX) {
                throw new IOException("More than 1 GiB lies before that line; use Grep or Bash to find the place.");
            }
        }
        in.mark(1);
        boolean hasMore = in.read() >= 0;
        in.reset();
        return hasMore || lineCount == 0;
    }

    private static Result text(InputStream in, int offset, int limit, boolean isNumbered) throws IOException {
        var bytes = new ByteArrayOutputStream();
        int lines = 0;
        boolean atStart = true;
        int next = in.read();
        while (next >= 0 && bytes.size() < BYTES_MAX && lines < limit) {
            if (atStart && isNumbered) {
                bytes.writeBytes((offset + lines + "\t").getBytes(StandardCharsets.US_ASCII));
            }
            bytes.write(next);
            atStart = next == '\n';
            if (atStart) {
                lines++;
            }
            if (bytes.size() >= BYTES_MAX || lines >= limit) {
                in.mark(1);
            }
            next = in.read();
        }
        var raw = bytes.toByteArray();
        if (next < 0) {
            return Result.ok(decode(raw, raw.length));
        }
        int kept = atStart ? raw.length : TextBytes.wholeCharacters(raw, raw.length);
        var text = decode(raw, kept);
        return lines == 0
                ? Result.ok(text + "\n[line " + offset + " is longer than 256 KiB and is cut here]")
                : Result.ok(
                        text + (atStart ? "" : "\n") + "[more follows: go on with offset " + (offset + lines) + "]");
    }

    private static String decode(byte[] raw, int length) {
        var kept = Arrays.copyOf(raw, length);
        return TextBytes.strict(kept)
                .orElseGet(() -> "[not UTF-8 from byte " + TextBytes.firstInvalid(kept)
                        + " of what is shown; such bytes appear as \uFFFD]\n"
                        + new String(kept, StandardCharsets.UTF_8));
    }
}
