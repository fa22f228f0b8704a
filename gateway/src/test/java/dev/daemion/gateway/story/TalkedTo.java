package dev.daemion.gateway.story;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A gateway with a home of its own, talked to over its real socket only; how it is started is up to who extends it. */
abstract class TalkedTo {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    final Path home;

    TalkedTo(Path home) {
        this.home = home;
    }

    /** Where it answers now. */
    abstract URI base();

    Path workspace() {
        return home.resolve("workspace");
    }

    /** An answer: its status and body. */
    record Answer(int status, JsonNode body) {
        String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    Answer get(String path) throws Exception {
        return send(request(path).GET());
    }

    Answer delete(String path, String... headers) throws Exception {
        var request = request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.DELETE());
    }

    Answer post(String path, String body, String... headers) throws Exception {
        var request = request(path).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer send(String method, String path, String body) throws Exception {
        var request = request(path).header("Content-Type", "application/json");
        return send(request.method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer put(String path, String body) throws Exception {
        return patch(path, body);
    }

    Answer patch(String path, String body, String... headers) throws Exception {
        var request = request(path).header("Content-Type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    Answer say(String content, String... members) throws Exception {
        var body = Json.shown().createObjectNode().put("content", content);
        for (int i = 0; i < members.length; i += 2) {
            body.put(members[i], members[i + 1]);
        }
        return post("/chat", body.toString());
    }

    /** Posts and reads this run's events until it ends. */
    List<JsonNode> stream(String content, String... members) throws Exception {
        var body = Json.shown().createObjectNode().put("content", content);
        for (int i = 0; i < members.length; i += 2) {
            body.put(members[i], members[i + 1]);
        }
        var request = request("/chat")
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        var frames = new ArrayList<JsonNode>();
        try (var lines =
                client.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
            lines.filter(line -> line.startsWith("data: ")).forEach(line -> frames.add(json(line.substring(6))));
        }
        return frames;
    }

    /** Asks until the answer fits. */
    Answer await(String path, Predicate<JsonNode> fits) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var answer = get(path);
        while (!fits.test(answer.body())) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still " + answer.body() + " at " + path);
            }
            Thread.onSpinWait();
            answer = get(path);
        }
        return answer;
    }

    private HttpRequest.Builder request(String path) throws IOException {
        return HttpRequest.newBuilder(base().resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + credential());
    }

    private String credential() throws IOException {
        return Files.readString(home.resolve("credential")).strip();
    }

    private Answer send(HttpRequest.Builder request) throws Exception {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(), answer.body().isEmpty() ? Json.shown().nullNode() : json(answer.body()));
    }

    private static JsonNode json(String text) {
        try {
            return Json.shown().readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    void close() throws Exception {
        client.close();
    }
}
