package dev.daemion.gateway.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "logs", description = "Show the last lines of the gateway's log.")
final class LogsCommand implements Callable<Integer> {
    private static final int LINES_MAX = 100_000;
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "-n",
            paramLabel = "LINES",
            defaultValue = "50",
            description = "How many; default ${DEFAULT-VALUE}.")
    private int lineCount;

    @Option(names = "-f", description = "Go on showing what is added, until Ctrl-C.")
    private boolean isFollowing;

    LogsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (lineCount < 0 || lineCount > LINES_MAX) {
            throw new CommandFailure(ExitCode.USAGE, "-n must be from 0 to " + LINES_MAX + ".");
        }
        var file = common.openHome(shell.environment()).logs().resolve("gateway.log");
        if (!Files.exists(file) && !isFollowing) {
            throw new CommandFailure(
                    ExitCode.FAILED, "There is no log yet at " + file + "; it is written once the gateway runs.");
        }
        var position = Files.exists(file) ? printLast(file) : 0L;
        if (isFollowing) {
            follow(file, position);
        }
        return ExitCode.OK.number();
    }

    /** Prints the last lines and answers where they end. */
    private long printLast(Path file) throws IOException {
        try (var log = new RandomAccessFile(file.toFile(), "r")) {
            var end = log.length();
            var begin = end;
            var newlines = 0;
            while (begin > 0 && newlines <= lineCount) {
                var size = (int) Math.min(CHUNK_BYTES, begin);
                var chunk = new byte[size];
                log.seek(begin - size);
                log.readFully(chunk);
                var i = size - 1;
                for (; i >= 0; i--) {
                    if (chunk[i] == '\n' && ++newlines > lineCount) {
                        break;
                    }
                }
                begin -= size - 1 - i;
                if (i >= 0) {
                    break;
                }
            }
            print(log, begin, end);
            return end;
        }
    }

    private void follow(Path file, long from) throws IOException, InterruptedException {
        var position = from;
        var folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        Files.createDirectories(folder);
        try (var events = folder.getFileSystem().newWatchService()) {
            folder.register(events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (true) {
                if (Files.exists(file)) {
                    try (var log = new RandomAccessFile(file.toFile(), "r")) {
                        // A shorter file is a new one: the log was rotated.
                        position = log.length() < position ? 0 : position;
                        print(log, position, log.length());
                        position = log.length();
                    }
                }
                var key = events.poll(1, TimeUnit.SECONDS);
                if (key != null) {
                    key.pollEvents();
                    key.reset();
                }
            }
        }
    }

    private void print(RandomAccessFile log, long begin, long end) throws IOException {
        log.seek(begin);
        var left = end - begin;
        while (left > 0) {
            var chunk = new byte[(int) Math.min(CHUNK_BYTES, left)];
            log.readFully(chunk);
            shell.out().print(TerminalText.safe(new String(chunk, StandardCharsets.UTF_8)));
            left -= chunk.length;
        }
        shell.out().flush();
    }
}
