package dev.daemion.gateway.http;

import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * What a client wants to read (RFC 9110 §12.5.1), as far as it matters here: the gateway has one form of each answer,
 * so weights only count when they are zero.
 */
final class Accepts {
    private Accepts() {}

    /** True when {@code Accept} names the type itself, not by a wildcard. */
    static boolean names(HttpRequest request, String mediaType) {
        for (HttpHeader header : request.getHeaders()) {
            if (header.is("accept")) {
                for (var range : header.value().split(",", -1)) {
                    if (isWanted(range) && type(range).equals(mediaType)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** True when the client takes the type: it says so, by a wildcard too, or it says nothing. */
    static boolean takes(HttpRequest request, String mediaType) {
        var family = mediaType.substring(0, mediaType.indexOf('/') + 1) + "*";
        boolean isSilent = true;
        for (HttpHeader header : request.getHeaders()) {
            if (header.is("accept")) {
                isSilent = false;
                for (var range : header.value().split(",", -1)) {
                    var type = type(range);
                    if (isWanted(range) && (type.equals(mediaType) || type.equals("*/*") || type.equals(family))) {
                        return true;
                    }
                }
            }
        }
        return isSilent;
    }

    private static String type(String range) {
        int end = range.indexOf(';');
        return (end < 0 ? range : range.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isWanted(String range) {
        return !range.replace(" ", "").toLowerCase(Locale.ROOT).matches(".*;q=0(\\.0*)?(;.*)?");
    }
}
