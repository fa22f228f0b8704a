package dev.daemion.substrate.execution.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to start and within which bounds. Begin with {@link #of} and change what differs.
 *
 * @param argv program and arguments, never a shell string; a bare program name is looked up on the child's PATH
 * @param directory where it runs
 * @param environment variables beside the allow-list of {@link ChildEnvironment}; they win over inherited ones
 * @param stdin what it reads; default closed (end of file at once)
 * @param stdoutBytesMax bytes kept of standard output, half from the head and half from the tail; default 64 KiB
 * @param stderrBytesMax the same for standard error
 * @param timeout from start to end; null means none (a server); default 120 s
 * @param firstByte longest silence before the first output; null (default) means none
 * @param idle longest silence between outputs; null (default) means none
 * @param grace between the polite signal and the final one; default 100 ms
 * @param onStdout also given every piece of standard output as it comes; must be quick
 * @param onStderr the same for standard error
 */
public record Launch(
        List<String> argv,
        Path directory,
        Map<String, String> environment,
        Stdin stdin,
        int stdoutBytesMax,
        int stderrBytesMax,
        @Nullable Duration timeout,
        @Nullable Duration firstByte,
        @Nullable Duration idle,
        Duration grace,
        @Nullable Sink onStdout,
        @Nullable Sink onStderr) {
    private static final int OUTPUT_BYTES_DEFAULT = 64 * 1024;

    public Launch {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
        if (argv.isEmpty()) {
            throw new IllegalArgumentException("argv is empty");
        }
    }

    /** What a child reads. */
    public sealed interface Stdin {
        /** End of file at once. */
        record Closed() implements Stdin {}

        /** This text, then end of file. */
        record Text(String text) implements Stdin {}

        /** Whatever is written to {@link Child#stdin()}, until that is closed. */
        record Open() implements Stdin {}
    }

    /** Takes output as it comes, on the thread that reads it. */
    @FunctionalInterface
    public interface Sink {
        /** @param bytes reused after the call; only the first {@code length} count */
        void accept(byte[] bytes, int length);
    }

    public static Launch of(List<String> argv, Path directory) {
        return new Launch(
                argv,
                directory,
                Map.of(),
                new Stdin.Closed(),
                OUTPUT_BYTES_DEFAULT,
                OUTPUT_BYTES_DEFAULT,
                Duration.ofMinutes(2),
                null,
                null,
                Duration.ofMillis(100),
                null,
                null);
    }

    public Launch withEnvironment(Map<String, String> variables) {
        return new Launch(
                argv,
                directory,
                variables,
                stdin,
                stdoutBytesMax,
                stderrBytesMax,
                timeout,
                firstByte,
                idle,
                grace,
                onStdout,
                onStderr);
    }

    public Launch withStdin(Stdin source) {
        return new Launch(
                argv,
                directory,
                environment,
                source,
                stdoutBytesMax,
                stderrBytesMax,
                timeout,
                firstByte,
                idle,
                grace,
                onStdout,
                onStderr);
    }

    public Launch withOutputMax(int stdoutBytes, int stderrBytes) {
        return new Launch(
                argv,
                directory,
                environment,
                stdin,
                stdoutBytes,
                stderrBytes,
                timeout,
                firstByte,
                idle,
                grace,
                onStdout,
                onStderr);
    }

    public Launch withTimeout(@Nullable Duration longest) {
        return new Launch(
                argv,
                directory,
                environment,
                stdin,
                stdoutBytesMax,
                stderrBytesMax,
                longest,
                firstByte,
                idle,
                grace,
                onStdout,
                onStderr);
    }

    public Launch withSilence(@Nullable Duration untilFirstByte, @Nullable Duration betweenBytes) {
        return new Launch(
                argv,
                directory,
                environment,
                stdin,
                stdoutBytesMax,
                stderrBytesMax,
                timeout,
                untilFirstByte,
                betweenBytes,
                grace,
                onStdout,
                onStderr);
    }

    public Launch withGrace(Duration patience) {
        return new Launch(
                argv,
                directory,
                environment,
                stdin,
                stdoutBytesMax,
                stderrBytesMax,
                timeout,
                firstByte,
                idle,
                patience,
                onStdout,
                onStderr);
    }

    public Launch withSink(Sink sink) {
        return new Launch(
                argv,
                directory,
                environment,
                stdin,
                stdoutBytesMax,
                stderrBytesMax,
                timeout,
                firstByte,
                idle,
                grace,
                sink,
                onStderr);
    }

    public Launch withErrorSink(Sink sink) {
        return new Launch(
                argv,
                directory,
                environment,
                stdin,
                stdoutBytesMax,
                stderrBytesMax,
                timeout,
                firstByte,
                idle,
                grace,
                onStdout,
                sink);
    }
}
