package dev.daemion.gateway;

import dev.daemion.gateway.cli.Cli;
import dev.daemion.gateway.settings.Settings;
import java.util.List;

/** The entry: the command line, one of whose commands runs the gateway in this process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Cli.run(List.of(arguments), Main::boot));
    }

    private static void boot(Settings settings) throws Exception {
        var gateway = Gateway.start(settings, System.getenv());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "daemion-signal"));
        gateway.awaitEnd();
    }

    private static void stop(Gateway gateway) {
        try {
            gateway.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
