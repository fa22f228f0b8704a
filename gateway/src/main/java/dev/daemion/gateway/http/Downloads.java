package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.protocol.FileProtocol;
import dev.daemion.kernel.protocol.FileProtocol.FilePiece;
import dev.daemion.kernel.wire.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The content of an artifact as an answer that a browser saves and never shows: whatever it is, it is somebody else's
 * words at our own address.
 */
final class Downloads {
    private static final int TAG_LENGTH = 24;
    private static final Pattern ENDING = Pattern.compile("[a-z0-9]{1,10}");
    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("text/markdown", "md"),
            Map.entry("text/plain", "txt"),
            Map.entry("text/html", "html"),
            Map.entry("text/css", "css"),
            Map.entry("text/csv", "csv"),
            Map.entry("text/javascript", "js"),
            Map.entry("application/json", "json"),
            Map.entry("application/yaml", "yaml"),
            Map.entry("application/xml", "xml"),
            Map.entry("application/pdf", "pdf"),
            Map.entry("application/zip", "zip"),
            Map.entry("image/svg+xml", "svg"),
            Map.entry("image/png", "png"),
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/gif", "gif"),
            Map.entry("image/webp", "webp"));
    private static final List<HttpHeader> HARMLESS = List.of(
            RawHeader.create("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'"),
            RawHeader.create("Cache-Control", "private, no-cache"));

    private final Asks asks;

    Downloads(Asks asks) {
        this.asks = asks;
    }

    /** @param definition of an artifact, in whichever version */
    CompletionStage<HttpResponse> of(String name, JsonNode definition, Exchange exchange) {
        var mimeType = definition.path("mimeType").asText().toLowerCase(Locale.ROOT);
        var file = definition.path("path");
        if (!file.isTextual()) {
            var bytes = ByteString.fromArrayUnsafe(
                    definition.path("content").asText().getBytes(StandardCharsets.UTF_8));
            var tag = '"' + Sha256.hex(bytes.toArrayUnsafe()).substring(0, TAG_LENGTH) + '"';
            return CompletableFuture.completedStage(
                    answer(name, mimeType, "", tag, exchange, HttpEntities.create(type(mimeType), bytes)));
        }
        var path = file.asText();
        return piece(path, 0).thenApply(first -> {
            var tag = '"' + Long.toHexString(first.size()) + "-"
                    + Long.toHexString(first.modifiedAt().toEpochMilli()) + '"';
            var entity = first.bytes().size() == first.size()
                    ? HttpEntities.create(type(mimeType), first.bytes())
                    : HttpEntities.create(type(mimeType), first.size(), streamed(path, first));
            return answer(name, mimeType, path, tag, exchange, entity);
        });
    }

    private CompletionStage<FilePiece> piece(String path, long from) {
        return asks.execution(replyTo -> new FileProtocol.ReadFile(path, from, replyTo));
    }

    /** One piece after the other, as fast as they are taken. A file that changes meanwhile ends the answer early. */
    private Source<ByteString, NotUsed> streamed(String path, FilePiece first) {
        var rest = Source.unfoldAsync(
                (long) first.bytes().size(),
                from -> from >= first.size()
                        ? CompletableFuture.completedStage(Optional.<Pair<Long, ByteString>>empty())
                        : piece(path, from)
                                .thenApply(next -> Optional.of(
                                        Pair.create(from + next.bytes().size(), same(first, next)))));
        return Source.single(first.bytes()).concat(rest);
    }

    private static ByteString same(FilePiece first, FilePiece next) {
        if (next.size() != first.size()
                || !next.modifiedAt().equals(first.modifiedAt())
                || next.bytes().isEmpty()) {
            throw new IllegalStateException("the file changed while it was sent");
        }
        return next.bytes();
    }

    private static HttpResponse answer(
            String name, String mimeType, String path, String tag, Exchange exchange, ResponseEntity entity) {
        var known = exchange.header("if-none-match").orElse("");
        var base = HttpResponse.create().addHeaders(HARMLESS).addHeader(RawHeader.create("ETag", tag));
        return known.contains(tag) || known.equals("*")
                ? base.withStatus(304)
                : base.addHeader(RawHeader.create(
                                "Content-Disposition",
                                "attachment; filename=\"" + fileName(name, mimeType, path) + '"'))
                        .withEntity(entity);
    }

    /** The artifact's name, which is kebab-case, with the ending its kind has, or its file. */
    private static String fileName(String name, String mimeType, String path) {
        var last = path.substring(path.lastIndexOf('/') + 1);
        var own = last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        var ending = ENDINGS.getOrDefault(mimeType, ENDING.matcher(own).matches() && last.contains(".") ? own : "bin");
        return name + "." + ending;
    }

    private static ContentType type(String mimeType) {
        return ContentTypes.parse(mimeType.startsWith("text/") ? mimeType + "; charset=UTF-8" : mimeType);
    }
}
