package dev.daemion.gateway.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/**
 * The address of a list, with the parameters that shape it, as the target of a {@code Link} (RFC 8288). Relative, so
 * that it holds whatever name the client uses.
 */
record Links(String path, String query) {
    Links(String path) {
        this(path, "");
    }

    /** The same with one more parameter; as it is when the value is null. */
    Links with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        var encoded = URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
        return new Links(path, query + (query.isEmpty() ? "?" : "&") + name + "=" + encoded);
    }

    HttpHeader next() {
        return RawHeader.create("Link", "<" + path + query + ">; rel=\"next\"");
    }
}
