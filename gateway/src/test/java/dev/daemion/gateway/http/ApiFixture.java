package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import dev.daemion.gateway.app.AppRoutes;
import dev.daemion.gateway.auth.AccessSettings;
import dev.daemion.gateway.discovery.Handshake;
import dev.daemion.gateway.metrics.Meters;
import dev.daemion.gateway.stream.StreamRoutes;
import dev.daemion.gateway.stream.StreamSettings;
import dev.daemion.gateway.web.WebApp;
import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.util.ByteString;

/** The interface on a free port of loopback, in front of {@link FakeSubstrates}, and the means to call it. */
final class ApiFixture implements AutoCloseable {
    static final String CREDENTIAL = "Y3JlZGVudGlhbC1jcmVkZW50aWFsLWNyZWRlbnRpYWw";
    static final String DEVICE_TOKEN = "device-token-device-token-device-token-1234";
    static final DeviceId DEVICE = new DeviceId("dev_01jd0000000000000000000000");
    static final String ALLOWED_ORIGIN = "https://app.example";
    static final String ALLOWED_HOST = "box.tailnet.ts.net";
    static final Instant NOW = Instant.parse("2026-11-20T19:40:00Z");
    private static final org.apache.pekko.http.javadsl.model.HttpResponse EVENTS =
            org.apache.pekko.http.javadsl.model.HttpResponse.create()
                    .withEntity(HttpEntities.create(
                            ContentTypes.parse("text/event-stream"), ByteString.fromString("data: streamed")));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    final ActorSystem<?> system;
    final FakeSubstrates substrates;
    final int port;
    final Api api;
    private final Router routes;
    private final Meters meters;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    ApiFixture() throws Exception {
        this(new AccessSettings(Set.of(ALLOWED_HOST), Set.of(ALLOWED_ORIGIN), true), Duration.ofSeconds(2), List.of());
    }

    ApiFixture(AccessSettings access, Duration patience, List<Endpoint> more) throws Exception {
        system = ActorSystem.create(
                Behaviors.empty(),
                "api-test",
                ConfigFactory.parseString("pekko.loglevel = WARNING").withFallback(ConfigFactory.load()));
        substrates = new FakeSubstrates(system);
        substrates.devicesByTokenHash.put(sha256(DEVICE_TOKEN), new DeviceView(DEVICE, "Phone", NOW, NOW));
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        meters = new Meters();
        var asks = new Asks(system, substrates, patience);
        var streams = new StreamRoutes(system, substrates.presentation(), asks, StreamSettings.DEFAULT);
        api = new Api(
                system,
                substrates,
                new Api.Parts(
                        new ApiSettings(access, "0.1.0", 1, patience),
                        () -> CREDENTIAL,
                        nonce -> new Handshake.Answer("launch", 1, "0.1.0", "proof-of-" + nonce, List.of("chat")),
                        (exchange, post) -> CompletableFuture.completedStage(EVENTS),
                        Stream.of(
                                        more,
                                        streams.endpoints(),
                                        meters.endpoints(asks),
                                        new AppRoutes(system, asks, new Random(2), clock).endpoints(),
                                        new ShutdownRoutes(() -> {}).endpoints())
                                .flatMap(List::stream)
                                .toList(),
                        WebApp.packed(),
                        meters,
                        clock,
                        new SortableIds(clock, new Random(1))));
        routes = new Router(api.endpoints());
        port = Listener.open(system, "127.0.0.1", 0, api)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .localAddress()
                .getPort();
    }

    record Answer(int status, HttpResponse<String> raw) {
        String header(String name) {
            return raw.headers().firstValue(name).orElse("");
        }

        JsonNode json() {
            try {
                return Json.shown().readTree(raw.body());
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + raw.body(), e);
            }
        }

        String code() {
            return json().path("code").asText();
        }
    }

    HttpRequest.Builder request(String method, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(TIMEOUT);
    }

    /** Every answer on its way back is held against the OpenAPI document. */
    Answer send(HttpRequest.Builder builder) throws Exception {
        var request = builder.build();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 405) {
            routes.find(request.uri().getRawPath())
                    .flatMap(match -> Optional.ofNullable(match.byMethod().get(request.method())))
                    .ifPresent(endpoint -> Contract.committed()
                            .check(
                                    endpoint.method(),
                                    endpoint.template(),
                                    answer.statusCode(),
                                    answer.headers().firstValue("Content-Type").orElse(""),
                                    answer.body()));
        }
        return new Answer(answer.statusCode(), answer);
    }

    /** Without a body, as the credential's owner. */
    Answer call(String method, String path) throws Exception {
        return send(authorized(request(method, path)));
    }

    /** With a JSON body, as the credential's owner. */
    Answer call(String method, String path, String body) throws Exception {
        return send(authorized(request(method, path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    static HttpRequest.Builder authorized(HttpRequest.Builder request) {
        return request.header("Authorization", "Bearer " + CREDENTIAL);
    }

    /** Sends bytes as they are and reads until the other side closes; for what no HTTP client would send. */
    String raw(String bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
        meters.close();
        system.terminate();
        system.getWhenTerminated()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
