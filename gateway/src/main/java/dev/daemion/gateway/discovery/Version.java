package dev.daemion.gateway.discovery;

import java.util.Optional;

/** Which Daemion this is. */
public final class Version {
    private Version() {}

    /** The version in the jar's manifest; {@code development} when classes run from a folder. */
    public static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
