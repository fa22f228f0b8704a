package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.kernel.secret.Secret;
import java.util.Collection;

/** Texts that come back from where secrets went. */
final class Masking {
    private Masking() {}

    static String of(String text, Collection<Secret> secrets) {
        var masked = text;
        for (var secret : secrets) {
            masked = secret.redactIn(masked);
        }
        return masked;
    }
}
