package dev.daemion.gateway.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One file of the app, in memory, ready to be sent.
 *
 * @param zipped null when compressing does not pay
 * @param tag strong validator: the start of its SHA-256
 */
record WebFile(ContentType type, ByteString bytes, @Nullable ByteString zipped, String tag) {
    private static final int ZIPPED_FROM_BYTES = 1024;
    private static final ContentType BINARY = ContentTypes.APPLICATION_OCTET_STREAM;
    private static final Map<String, ContentType> TYPES = Map.ofEntries(
            Map.entry("html", ContentTypes.TEXT_HTML_UTF8),
            Map.entry("js", ContentTypes.parse("text/javascript; charset=UTF-8")),
            Map.entry("css", ContentTypes.parse("text/css; charset=UTF-8")),
            Map.entry("json", ContentTypes.APPLICATION_JSON),
            Map.entry("webmanifest", ContentTypes.parse("application/manifest+json")),
            Map.entry("svg", ContentTypes.parse("image/svg+xml")),
            Map.entry("txt", ContentTypes.TEXT_PLAIN_UTF8),
            Map.entry("png", ContentTypes.parse("image/png")),
            Map.entry("ico", ContentTypes.parse("image/x-icon")),
            Map.entry("webp", ContentTypes.parse("image/webp")),
            Map.entry("woff2", ContentTypes.parse("font/woff2")));

    static WebFile of(String name, byte[] bytes) {
        var type = TYPES.getOrDefault(extension(name), BINARY);
        var isText = !type.binary()
                || extension(name).equals("svg")
                || extension(name).equals("webmanifest");
        var zipped = isText && bytes.length >= ZIPPED_FROM_BYTES ? ByteString.fromArrayUnsafe(zip(bytes)) : null;
        return new WebFile(type, ByteString.fromArrayUnsafe(bytes), zipped, tag(bytes));
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static byte[] zip(byte[] bytes) {
        var out = new ByteArrayOutputStream(bytes.length / 3);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String tag(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
