package dev.daemion.gateway;

import dev.daemion.gateway.cli.Cli;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.gateway.settings.StartRefused;
import dev.daemion.substrate.storage.sqlite.DatabaseUnusable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entry: the command line, one of whose commands runs the gateway in this process. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private static final long SETTLED_MILLIS = 20_000;
    private static final long BEHIND_MILLIS = 150;

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Cli.run(List.of(arguments), Main::boot));
    }

    private static void boot(Settings settings) throws Exception {
        var gateway = start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway), "daemion-signal"));
        // A start takes several times the memory that is needed afterwards, and a process that is mostly at rest would
        // collect, and give back, nothing for hours.
        CompletableFuture.delayedExecutor(settledIn(System.currentTimeMillis()), TimeUnit.MILLISECONDS)
                .execute(System::gc);
        gateway.awaitEnd();
    }

    /** Behind a whole second, for that is when jobs are due and the collection stops everything for a moment. */
    static long settledIn(long nowMillis) {
        long second = 1_000;
        return Math.ceilDiv(nowMillis + SETTLED_MILLIS, second) * second + BEHIND_MILLIS - nowMillis;
    }

    private static Gateway start(Settings settings) throws Exception {
        try {
            return Gateway.start(settings, System.getenv());
        } catch (DatabaseUnusable e) {
            LOG.error("The database cannot be opened", e);
            throw new StartRefused(StartRefused.Reason.DATABASE, String.valueOf(e.getMessage()));
        }
    }

    private static void stop(Gateway gateway) {
        try {
            gateway.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
