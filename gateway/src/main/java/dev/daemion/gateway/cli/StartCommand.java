package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.Rendezvous;
import dev.daemion.gateway.discovery.Rendezvous.Found;
import dev.daemion.gateway.settings.Home;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "start",
        description = "Start the gateway, wait until it is ready, and show how to reach it and pair a phone.")
final class StartCommand implements Callable<Integer> {
    private final Shell shell;
    private final GatewayBoot boot;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--foreground", description = "Run in this terminal until Ctrl-C.")
    private boolean isForeground;

    @Option(names = "--port", paramLabel = "PORT", description = "TCP port on loopback; 0 takes any free one.")
    private @Nullable Integer port;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait until it is ready; default ${DEFAULT-VALUE}.")
    private int timeoutSeconds;

    StartCommand(Shell shell, GatewayBoot boot) {
        this.shell = shell;
        this.boot = boot;
    }

    @Override
    public Integer call() throws Exception {
        var home = common.openHome(shell.environment());
        if (isForeground) {
            Thread.ofPlatform().daemon().name("welcome").start(() -> welcomeWhenReady(home));
            GatewayCommand.run(shell, boot, home, port, true);
            return ExitCode.OK.number();
        }
        var gateways = new Gateways(shell, home);
        var before = gateways.find();
        if (before instanceof Found.Running(var connection)) {
            try (connection) {
                shell.out().println("Daemion is already running at " + connection.base() + ".");
                Welcome.print(shell, connection);
                return ExitCode.OK.number();
            }
        }
        try (var connection = gateways.runningOrSpawned(port, Duration.ofSeconds(timeoutSeconds))) {
            shell.out().println("Daemion is running at " + connection.base() + ".");
            Welcome.print(shell, connection);
        }
        return ExitCode.OK.number();
    }

    private void welcomeWhenReady(Home home) {
        try (var connection = new Rendezvous(home).await(Duration.ofSeconds(timeoutSeconds))) {
            shell.out().println("Daemion is running at " + connection.base() + ". Ctrl-C stops it.");
            Welcome.print(shell, connection);
        } catch (IOException e) {
            shell.err().println("The pairing code could not be shown (" + e.getMessage() + "); see daemion pair.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
