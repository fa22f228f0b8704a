package dev.daemion.gateway.stream;

import static dev.daemion.gateway.stream.StreamFixture.QUICK;
import static dev.daemion.gateway.stream.StreamFixture.delta;
import static dev.daemion.gateway.stream.StreamFixture.frames;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.stream.StreamSignal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An event stream")
class EventStreamTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private StreamFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new StreamFixture(QUICK);
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        fixture.close();
    }

    private HttpResponse<java.io.InputStream> open() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + fixture.port() + "/events"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Reads by the rules of WHATWG HTML §9.2, as far as this stream uses them. */
    private static final class Reader {
        private final BufferedReader lines;
        int comments;

        Reader(HttpResponse<java.io.InputStream> response) {
            lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        }

        /** Null at the end. */
        List<String> event() throws Exception {
            var fields = new ArrayList<String>();
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    comments++;
                } else if (!line.isEmpty()) {
                    fields.add(line);
                } else if (!fields.isEmpty()) {
                    return fields;
                }
            }
            return fields;
        }
    }

    @Test
    @DisplayName("has the headers of one, carries frames with their seq as id, and ends with the subscription")
    void carries() throws Exception {
        var response = open();
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
        assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
        var reader = new Reader(response);
        var hub = fixture.nextReader();
        var large = "ä€😀".repeat(30_000);
        hub.tell(frames(delta(5, "a"), delta(9, large)));
        assertThat(reader.event())
                .containsExactly("id: 5", "data: " + delta(5, "a").json());
        assertThat(reader.event())
                .containsExactly("id: 9", "data: " + delta(9, large).json());
        hub.tell(new StreamSignal.Closed(StreamSignal.Reason.STOPPING));
        assertThat(reader.event()).isEmpty();
        fixture.hub.expectTerminated(hub);
    }

    @Test
    @DisplayName("says that it is alive while nothing happens")
    void comments() throws Exception {
        var reader = new Reader(open());
        var hub = fixture.nextReader();
        fixture.kit.scheduler();
        fixture.kit
                .system()
                .scheduler()
                .scheduleOnce(
                        QUICK.commentEvery().multipliedBy(6),
                        () -> hub.tell(frames(delta(1, "a"))),
                        fixture.kit.system().executionContext());
        reader.event();
        assertThat(reader.comments).isGreaterThan(2);
    }

    @Test
    @DisplayName("of a reader that is too slow ends, so that it comes back")
    void overflow() throws Exception {
        var response = open();
        var hub = fixture.nextReader();
        var text = "x".repeat(20_000);
        for (int i = 1; i <= 4_000; i++) {
            hub.tell(frames(delta(i, text)));
        }
        fixture.hub.expectTerminated(hub);
        var reader = new Reader(response);
        int count = 0;
        while (!reader.event().isEmpty()) {
            count++;
        }
        assertThat(count).isLessThan(4_000);
    }

    @Test
    @DisplayName("of a reader that leaves is forgotten")
    void leaves() throws Exception {
        var response = open();
        var hub = fixture.nextReader();
        response.body().close();
        hub.tell(frames(delta(1, "a")));
        hub.tell(frames(delta(2, "b")));
        fixture.hub.expectTerminated(hub);
    }
}
