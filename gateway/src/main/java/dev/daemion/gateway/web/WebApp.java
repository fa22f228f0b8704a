package dev.daemion.gateway.web;

import dev.daemion.gateway.http.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Serves the built app. Files with a hash in their name may be kept for ever, all others are asked for again each time.
 * A navigation to a path that is no file gets the app's page, which finds its way itself; a program that asks for the
 * same path does not.
 */
public final class WebApp implements Api.StaticFiles {
    private static final String FOLDER = "/web/";
    private static final String PAGE = "index.html";
    /** An empty document for those that renderers bring: our page hands them in by message. */
    private static final String FRAME = "frame.html";

    private static final String HASHED = "assets/";
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    private static final String ASK_AGAIN = "no-cache";

    /** First segments that belong to the interface, now or later: never answered with the page. */
    private static final Set<String> INTERFACE = Set.of(
            "health",
            "handshake",
            "pair",
            "devices",
            "chat",
            "threads",
            "turns",
            "run",
            "runs",
            "jobs",
            "schedule",
            "extensions",
            "reseed",
            "approvals",
            "ledger",
            "search",
            "memory",
            "graph",
            "filesystem",
            "costs",
            "soul",
            "agents",
            "modes",
            "tools",
            "models",
            "projects",
            "hooks",
            "metrics",
            "openapi.json",
            "docs",
            "stream",
            "shutdown",
            "events",
            "sandbox",
            "sessions",
            "mcp",
            "apps",
            "artifacts",
            "widgets",
            "admin",
            "assets");

    private static final WebFile NOT_BUILT = WebFile.of(PAGE, """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Daemion</title>
        <h1>The gateway runs, its page was not built</h1>
        <p>This build leaves the web app out. Build everything with <code>./mvnw package</code>, or only the app with
        <code>./mvnw -pl gateway -am package</code>, and start again. The command line works as it is:
        <code>./daemion chat "hello"</code>.</p>
        </html>
        """.getBytes(StandardCharsets.UTF_8));

    private final Set<String> names;
    private final Function<String, byte[]> reader;
    private final Map<String, WebFile> loaded = new ConcurrentHashMap<>();

    private WebApp(Set<String> names, Function<String, byte[]> reader) {
        this.names = names;
        this.reader = reader;
    }

    /** The app as the build packed it; without one, a page that says how to build it. */
    public static WebApp packed() {
        return new WebApp(PackedFiles.below(FOLDER, PAGE), WebApp::read);
    }

    /** These files by name. */
    static WebApp of(Map<String, byte[]> files) {
        return new WebApp(files.keySet(), name -> Objects.requireNonNull(files.get(name)));
    }

    @Override
    public Optional<HttpResponse> find(HttpRequest request) {
        var method = request.method().value();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Optional.empty();
        }
        var path = request.getUri().path();
        var name = path.equals("/") || path.isEmpty() ? PAGE : path.substring(1);
        if (names.contains(name)) {
            return Optional.of(send(name, load(name), request));
        }
        return name.equals(PAGE) || isNavigation(path, request)
                ? Optional.of(send(PAGE, names.isEmpty() ? NOT_BUILT : load(PAGE), request))
                : Optional.empty();
    }

    private WebFile load(String name) {
        return loaded.computeIfAbsent(name, missing -> WebFile.of(missing, reader.apply(missing)));
    }

    private static byte[] read(String name) {
        try (var in = WebApp.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the web app lost its file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the web app's file " + name, e);
        }
    }

    private static boolean isNavigation(String path, HttpRequest request) {
        var first = path.substring(1).split("/", 2)[0];
        var last = path.substring(path.lastIndexOf('/') + 1);
        return !INTERFACE.contains(first)
                && !last.contains(".")
                && value(request, "accept").contains("text/html");
    }

    private static HttpResponse send(String name, WebFile file, HttpRequest request) {
        var headers = new ArrayList<HttpHeader>(List.of(
                RawHeader.create("Cache-Control", name.startsWith(HASHED) ? FOR_EVER : ASK_AGAIN),
                RawHeader.create("ETag", file.tag())));
        if (name.equals(FRAME)) {
            headers.add(RawHeader.create(
                    "Content-Security-Policy",
                    ContentPolicy.forFrame(file.bytes().utf8String())));
            headers.add(RawHeader.create("X-Frame-Options", "SAMEORIGIN"));
            headers.add(RawHeader.create("X-DNS-Prefetch-Control", "off"));
        } else {
            headers.add(RawHeader.create("Content-Security-Policy", ContentPolicy.forHost(value(request, "host"))));
        }
        if (value(request, "if-none-match").contains(file.tag())) {
            return HttpResponse.create().withStatus(304).addHeaders(headers);
        }
        var zipped = file.zipped();
        var bytes = file.bytes();
        if (zipped != null) {
            headers.add(RawHeader.create("Vary", "Accept-Encoding"));
            if (takesGzip(request)) {
                headers.add(RawHeader.create("Content-Encoding", "gzip"));
                bytes = zipped;
            }
        }
        return HttpResponse.create()
                .withEntity(HttpEntities.create(file.type(), bytes))
                .addHeaders(headers);
    }

    private static boolean takesGzip(HttpRequest request) {
        var accepted = value(request, "accept-encoding").replace(" ", "");
        return accepted.contains("gzip") && !accepted.contains("gzip;q=0,") && !accepted.endsWith("gzip;q=0");
    }

    private static String value(HttpRequest request, String lowercaseName) {
        for (var header : request.getHeaders()) {
            if (header.is(lowercaseName)) {
                return header.value().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }
}
