package dev.daemion.gateway.http;

import dev.daemion.gateway.auth.AccessSettings;
import java.time.Duration;

/**
 * What the interface needs to know of the settings.
 *
 * @param version of the program, for people
 * @param protocol of the local daemon contract, for the gate
 * @param patience how long a substrate may take to answer before the client gets 503; default 15 s
 */
public record ApiSettings(AccessSettings access, String version, int protocol, Duration patience) {
    public static final Duration PATIENCE_DEFAULT = Duration.ofSeconds(15);
}
