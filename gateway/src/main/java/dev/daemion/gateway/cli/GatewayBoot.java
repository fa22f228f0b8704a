package dev.daemion.gateway.cli;

import dev.daemion.gateway.settings.Settings;

/** Runs the gateway in this process, from claiming the home to letting it go. */
@FunctionalInterface
public interface GatewayBoot {
    /**
     * Returns when the gateway has stopped gracefully. Throws {@code StartRefused} when it does not start, or the
     * failure that ended it.
     */
    void run(Settings settings) throws Exception;
}
