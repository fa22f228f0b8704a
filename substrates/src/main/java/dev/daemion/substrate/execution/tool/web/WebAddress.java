package dev.daemion.substrate.execution.tool.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A URL that may be asked for, taken apart once so that what is checked and what is connected to are the same.
 *
 * @param host lower case, a name or a plain address, IPv6 without brackets
 * @param target path and query as they go over the wire
 */
record WebAddress(boolean isSecure, String host, int port, String target) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\\.[a-z0-9_-]{1,63})*\\.?");
    private static final Pattern PLAIN_IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.|$)){4}");
    private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

    /** Why a URL is not asked for: a sentence. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    static WebAddress parse(String text) throws Refused {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw new Refused(
                    "That is not a URL: " + e.getReason() + " at character " + Math.max(0, e.getIndex()) + ".");
        }
        return of(uri);
    }

    /** Where a redirect from here leads. */
    WebAddress resolve(String location) throws Refused {
        try {
            return of(new URI(toString()).resolve(new URI(location.strip())));
        } catch (URISyntaxException e) {
            throw new Refused("The server redirects to something that is no URL.");
        }
    }

    private static WebAddress of(URI uri) throws Refused {
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new Refused("Only http and https URLs are fetched.");
        }
        if (uri.getRawUserInfo() != null
                || String.valueOf(uri.getRawAuthority()).contains("@")) {
            throw new Refused("A URL with a user name or password is not fetched.");
        }
        var host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw new Refused("The host of the URL is not a name or a plain address.");
        }
        int port = uri.getPort() < 0 ? (scheme.equals("https") ? 443 : 80) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new Refused("The port " + port + " does not exist.");
        }
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return new WebAddress(scheme.equals("https"), plain(host.toLowerCase(Locale.ROOT)), port, target);
    }

    /** Refuses the ways of writing an address (decimal, hex, octal, short) on which programs do not agree. */
    private static String plain(String host) throws Refused {
        if (host.startsWith("[")) {
            if (host.contains("%")) {
                throw new Refused("An address with a zone is not fetched.");
            }
            return host.substring(1, host.length() - 1);
        }
        if (!NAME.matcher(host).matches() || host.length() > 253) {
            throw new Refused("The host " + host + " is not a name or a plain address.");
        }
        var labels = host.replaceFirst("\\.$", "").split("\\.", -1);
        if (NUMBER.matcher(labels[labels.length - 1]).matches()
                && !PLAIN_IPV4.matcher(host).matches()) {
            throw new Refused("The host " + host + " is a number; write an address as four decimal numbers.");
        }
        return host;
    }

    /** Same scheme, host and port. */
    boolean isSameOrigin(WebAddress other) {
        return isSecure == other.isSecure && port == other.port && host.equals(other.host);
    }

    /** Host and port as in a URL; the port only when it is not the scheme's own. */
    String authority() {
        var shown = host.contains(":") ? "[" + host + "]" : host;
        return port == (isSecure ? 443 : 80) ? shown : shown + ":" + port;
    }

    @Override
    public String toString() {
        return (isSecure ? "https://" : "http://") + authority() + target;
    }
}
