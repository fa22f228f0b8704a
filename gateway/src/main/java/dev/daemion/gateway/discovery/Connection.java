package dev.daemion.gateway.discovery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A daemon that has proved itself, and the way to talk to it: the same client that probed, so that requests go over the
 * connection the proof came on. Blocks; for clients only.
 */
public final class Connection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Registration registration;
    private final Credential credential;
    private final Probe probe;

    Connection(Registration registration, Credential credential, Probe probe) {
        this.registration = registration;
        this.credential = credential;
        this.probe = probe;
    }

    public Registration registration() {
        return registration;
    }

    public URI base() {
        return registration.base();
    }

    /** Sends a request and reads the whole answer, at most 30 s. */
    public HttpResponse<String> send(String method, String path, @Nullable String json)
            throws IOException, InterruptedException {
        return http().send(request(method, path, json).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A request that carries the credential; what is read back and how long it may take is up to the caller. */
    public HttpRequest.Builder request(String method, String path, @Nullable String json) {
        var body = json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json);
        var request = HttpRequest.newBuilder(base().resolve(path))
                .header("Authorization", credential.bearer())
                .method(method, body);
        return json == null ? request : request.header("Content-Type", "application/json");
    }

    public HttpClient http() {
        return probe.http();
    }

    @Override
    public void close() {
        probe.close();
    }
}
