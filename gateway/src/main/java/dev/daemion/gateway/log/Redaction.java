package dev.daemion.gateway.log;

import dev.daemion.kernel.secret.Secret;
import java.util.regex.Pattern;

/**
 * Masks what looks like a secret in a line of text: bearer tokens, tokens, tickets and codes in addresses, values of
 * members and headers that are named like secrets, passwords in addresses, and keys of well-known shapes. The last line
 * of defence: secrets have a type that does not print.
 */
public final class Redaction {
    private static final Pattern SECRETS = Pattern.compile(
            "(?<=\\bbearer[ .])[A-Za-z0-9._~+/=-]{6,}"
                + "|(?<=[?&#](?:token|ticket|code|key|otp|secret|password)=)[^&\\s\"'#]+"
                + "|(?<=\\b(?:x-api-key|api[-_]?key|authorization|proxy-authorization|password|secret|credential"
                + "|access[-_]token|device[-_]token|token|otp|cookie)\"?\\s?[:=]\\s?\"?)(?!bearer\\b|•••)[^\\s\"',;}]{4,}"
                + "|(?<=://)[^/\\s:@\"]+:[^/\\s@\"]+(?=@)|\\b(?:sk|pk|rk)-[A-Za-z0-9_-]{8,}"
                + "|\\bgh[pousr]_[A-Za-z0-9]{20,}|\\bxox[abprs]-[A-Za-z0-9-]{10,}|\\bAKIA[0-9A-Z]{16}\\b"
                + "|\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*",
            Pattern.CASE_INSENSITIVE);

    private Redaction() {}

    public static String mask(String text) {
        return SECRETS.matcher(text).replaceAll(Secret.MASK);
    }
}
