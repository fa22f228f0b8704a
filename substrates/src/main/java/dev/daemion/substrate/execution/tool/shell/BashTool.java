package dev.daemion.substrate.execution.tool.shell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.process.Child;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.process.Exit;
import dev.daemion.substrate.execution.process.Launch;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.BlockingTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a command line in Bash: no start-up files, standard input closed, every process it started ended with it. Where
 * a {@link Sandbox} works it runs inside; elsewhere with the account's own rights, which the note says.
 */
public final class BashTool extends BlockingTool {
    private static final int COMMAND_LENGTH_MAX = 32 * 1024;
    private static final int TIMEOUT_SECONDS_DEFAULT = 120;
    private static final int TIMEOUT_SECONDS_MAX = 600;
    private static final int STDOUT_BYTES_MAX = 64 * 1024;
    private static final int STDERR_BYTES_MAX = 32 * 1024;
    private static final String UNCONFINED =
            "No sandbox: neither bubblewrap nor unshare works here, so the command ran with your account's own"
                    + " rights.";

    private final ConfinedPaths paths;
    private final ChildLauncher launcher;
    private final Sandbox sandbox;

    public BashTool(ConfinedPaths paths, ChildLauncher launcher) {
        super(
                "Bash",
                "Runs a command line in Bash and answers its output and exit code. Standard input is closed; background"
                        + " processes end with the command. Prefer Read, Grep, Glob and Edit for files.",
                InputShape.of(
                        InputShape.text("command", COMMAND_LENGTH_MAX, "The command line."),
                        InputShape.optionalText("directory", 4096, "Where it runs; the working directory when absent."),
                        InputShape.optionalWhole(
                                "timeout_seconds", 1, TIMEOUT_SECONDS_MAX, "Longest run time; 120 when absent.")),
                false);
        this.paths = paths;
        this.launcher = launcher;
        this.sandbox = new Sandbox(launcher);
    }

    /** The command line; preceded by {@code cd '…' &&} when it does not run in the working directory. */
    @Override
    public String subject(JsonNode input, ToolScope scope) {
        var command = input.path("command").asText("").strip();
        if (input.path("directory").asText("").isBlank()) {
            return command;
        }
        var directory = place(new Arguments(input), scope) instanceof ConfinedPaths.Place.Inside inside
                ? inside.path().toString()
                : input.path("directory").asText();
        return directory.equals(scope.workingDirectory().toString())
                ? command
                : "cd '" + directory.replace("'", "'\\''") + "' && " + command;
    }

    @Override
    protected Optional<String> refuse(Arguments arguments, ToolScope scope) {
        return switch (place(arguments, scope)) {
            case ConfinedPaths.Place.Refused refused -> Optional.of(refused.reason());
            case ConfinedPaths.Place.Inside inside
            when !Files.isDirectory(inside.path()) ->
                Optional.of("The directory " + inside.path() + " does not exist.");
            case ConfinedPaths.Place.Inside _
            when arguments.text("command").indexOf('\0') >= 0 -> Optional.of("The command holds a NUL character.");
            case ConfinedPaths.Place.Inside _ -> Optional.empty();
        };
    }

    @Override
    protected Question ask(Arguments arguments, ToolScope scope) {
        var directory = place(arguments, scope) instanceof ConfinedPaths.Place.Inside inside
                ? inside.path()
                : scope.workingDirectory();
        return new Question("Run a command", "Runs in " + directory + ": " + oneLine(arguments.text("command")));
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws InterruptedException {
        if (!(place(arguments, scope) instanceof ConfinedPaths.Place.Inside inside)) {
            return Result.error("The directory was moved away meanwhile.");
        }
        var directory = inside.path();
        var wrapper = sandbox.wrapper(in(directory, scope));
        var argv = new ArrayList<>(wrapper.orElse(List.of()));
        argv.addAll(List.of("bash", "--noprofile", "--norc", "-c", arguments.text("command")));
        var timeout = Duration.ofSeconds(arguments.whole("timeout_seconds", TIMEOUT_SECONDS_DEFAULT));
        var child = launcher.start(
                Launch.of(argv, directory).withTimeout(timeout).withOutputMax(STDOUT_BYTES_MAX, STDERR_BYTES_MAX));
        return report(await(child), wrapper.isPresent());
    }

    private static Exit await(Child child) throws InterruptedException {
        try {
            return child.await();
        } catch (InterruptedException e) {
            child.cancel();
            return child.await();
        }
    }

    private static Result report(Exit end, boolean isConfined) {
        var text = new StringBuilder(TerminalText.plain(end.stdout().text()));
        if (!end.stderr().text().isBlank()) {
            separate(text)
                    .append("[standard error]\n")
                    .append(TerminalText.plain(end.stderr().text()));
        }
        boolean isClean = end.cause() == Exit.Cause.EXITED && end.code() == 0;
        if (text.isEmpty() && isClean) {
            text.append("[no output]");
        }
        if (end.cause() != Exit.Cause.EXITED) {
            separate(text).append('[').append(end.detail()).append(']');
        } else if (end.code() != 0) {
            separate(text).append("[exit code ").append(end.code()).append(']');
        }
        if (end.leftoverCount() > 0 && end.cause() == Exit.Cause.EXITED) {
            separate(text)
                    .append("[background processes ended with the command: ")
                    .append(end.leftoverCount())
                    .append(']');
        }
        return new Result(text.toString(), !isClean, isConfined ? null : UNCONFINED);
    }

    private static StringBuilder separate(StringBuilder text) {
        return text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? text : text.append('\n');
    }

    private ConfinedPaths.Place place(Arguments arguments, ToolScope scope) {
        return paths.resolve(arguments.optionalText("directory").orElse("."), scope);
    }

    private static ToolScope in(Path directory, ToolScope scope) {
        return new ToolScope(
                scope.threadId(),
                scope.runId(),
                scope.agentId(),
                scope.mode(),
                directory,
                scope.roots(),
                scope.home(),
                scope.warrant(),
                scope.isWrittenDown());
    }

    private static String oneLine(String command) {
        var line = command.strip().replaceAll("\\s*\\R\\s*", " ⏎ ");
        return line.length() <= 300 ? line : line.substring(0, 300) + " …";
    }
}
