package dev.daemion.kernel.provider;

import java.util.regex.Pattern;

/** The value of an additional header: written out, or taken from the secret store when a request is made. */
public sealed interface HeaderValue {
    /** Written out in the settings; printable ASCII. */
    record Literal(String value) implements HeaderValue {}

    /** @param secretName a name in the secret store */
    record FromSecret(String secretName) implements HeaderValue {}

    /** Reads {@code secret: NAME} as a reference and anything else as it stands. */
    static HeaderValue parse(String text) {
        var reference = Grammar.REFERENCE.matcher(text);
        return reference.matches() ? new FromSecret(reference.group(1)) : new Literal(text);
    }

    /** The notation of a reference. */
    final class Grammar {
        private static final Pattern REFERENCE = Pattern.compile("\\s*secret:\\s*([A-Za-z_][A-Za-z0-9_]{0,63})\\s*");

        private Grammar() {}
    }
}
