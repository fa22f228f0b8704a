package dev.daemion.gateway.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.wire.Json;
import java.io.UncheckedIOException;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** How answers are made. */
public final class Answers {
    private static final HttpHeader NO_STORE = RawHeader.create("Cache-Control", "no-store");

    private Answers() {}

    /** A record as JSON, 200. */
    public static HttpResponse ok(@Nullable Object record) {
        return json(200, record);
    }

    public static HttpResponse json(int status, @Nullable Object record) {
        return json(status, encode(record));
    }

    /** @param list the list as it was asked for, without its cursor */
    static HttpResponse page(Page<?> page, Links list) {
        var answer = ok(page.items());
        return page.next() == null
                ? answer
                : answer.addHeader(list.with("cursor", page.next()).next());
    }

    static HttpResponse json(int status, ByteString encoded) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, encoded))
                .addHeader(NO_STORE);
    }

    /** 201 with the place of what was made. */
    static HttpResponse created(String location, Object record) {
        return json(201, record).addHeader(RawHeader.create("Location", location));
    }

    /** 202: it is written down and goes on by itself. */
    static HttpResponse accepted(Object record) {
        return json(202, record);
    }

    static HttpResponse noContent() {
        return HttpResponse.create().withStatus(204).addHeader(NO_STORE);
    }

    static ByteString encode(@Nullable Object record) {
        try {
            return ByteString.fromArrayUnsafe(Json.shown().writeValueAsBytes(record));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
