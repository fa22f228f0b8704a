package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.Connection;
import dev.daemion.gateway.discovery.Rendezvous.Found;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "stop",
        description = "Stop the gateway gracefully and wait until it is gone; done at once when none runs.")
final class StopCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(StopCommand.class);

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait until it is gone; default ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    StopCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        var found = new Gateways(shell, common.openHome(shell.environment())).find();
        return switch (found) {
            case Found.Running(var connection) -> {
                try (connection) {
                    yield stop(connection);
                }
            }
            case Found.Absent absent -> {
                shell.out().println("Daemion is not running.");
                yield ExitCode.OK.number();
            }
            case Found.Unusable unusable ->
                throw new CommandFailure(
                        ExitCode.UNUSABLE,
                        "What answers at " + unusable.registration().base() + " was left alone: " + unusable.detail()
                                + ".");
        };
    }

    /** A connection that ends without an answer is what a stop may look like; the process tells. */
    static void askToStop(Connection connection) throws InterruptedException {
        try {
            Gateways.json(connection.send("POST", "/shutdown", "{}"));
        } catch (IOException e) {
            LOG.debug("The gateway closed the connection while it was asked to stop", e);
        }
    }

    /** The process is only looked at after it has proved itself, and never signalled. */
    private int stop(Connection connection) throws Exception {
        var process = ProcessHandle.of(connection.registration().pid());
        askToStop(connection);
        if (process.isPresent()) {
            try {
                process.get().onExit().get(Duration.ofSeconds(timeoutSeconds).toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new CommandFailure(
                        ExitCode.TIMEOUT,
                        "Daemion is still stopping after " + timeoutSeconds + " s (process "
                                + process.get().pid() + "); see daemion logs.");
            }
        }
        shell.out().println("Daemion has stopped.");
        return ExitCode.OK.number();
    }
}
