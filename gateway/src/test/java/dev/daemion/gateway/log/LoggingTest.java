package dev.daemion.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A log line")
class LoggingTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("dev.daemion.Example");

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "Authorization: Bearer abcdef123456789 | abcdef123456789",
                "authorization=bearer abcdef123456789 | abcdef123456789",
                "Sec-WebSocket-Protocol: daemion, bearer.abcdef123456 | abcdef123456",
                "GET /stream?token=abcdef123456&after=3 | abcdef123456",
                "http://127.0.0.1:3001/#ticket=abcdef123456 | abcdef123456",
                "http://127.0.0.1:3001/#code=123456 | 123456",
                "x-api-key: abcdef123456 | abcdef123456",
                "{\"api_key\":\"abcdef123456\"} | abcdef123456",
                "https://ann:geheim99@example.com/x | geheim99",
                "key sk-ant-api03-abcdefgh is bad | sk-ant-api03-abcdefgh",
                "ghp_abcdefghijklmnopqrstuvwxyz0123 | ghp_abcdefghijklmnopqrstuvwxyz0123",
                "otp: 123456 | 123456"
            })
    @DisplayName("holds no secret")
    void masks(String message, String secret) {
        assertThat(line(message, false)).contains("•••").doesNotContain(secret);
        assertThat(line(message, true)).contains("•••").doesNotContain(secret);
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @CsvSource({
        "thread_01jd0000000000000000000000 took 12 ms",
        "used 120 tokens: input 100 and output 20",
        "GET /threads?after=3 answered 200",
        "the bearer of bad news"
    })
    @DisplayName("keeps what is no secret")
    void keeps(String message) {
        assertThat(line(message, false)).contains(message);
    }

    @Test
    @DisplayName("stays one line, whatever the message holds")
    void oneLine() {
        assertThat(line("first\n2026-01-01T00:00:00Z ERROR forged\u001b[31m", false)
                        .strip())
                .doesNotContain("\n", "\u001b");
    }

    @Test
    @DisplayName("is JSON on demand, with the ids of its context")
    void json() throws IOException {
        var event = event("hello \"you\"", Map.of("run_id", "run_1"));
        var encoder = new LineEncoder(true);

        var tree = Json.stored().readTree(new String(encoder.encode(event), StandardCharsets.UTF_8));

        assertThat(tree.path("message").asText()).isEqualTo("hello \"you\"");
        assertThat(tree.path("run_id").asText()).isEqualTo("run_1");
        assertThat(tree.path("level").asText()).isEqualTo("WARN");
        assertThat(tree.path("at").asText()).isEqualTo("1970-01-01T00:00:01Z");
    }

    private String line(String message, boolean isJson) {
        return new String(new LineEncoder(isJson).encode(event(message)), StandardCharsets.UTF_8);
    }

    private LoggingEvent event(String message) {
        return event(message, Map.of());
    }

    private LoggingEvent event(String message, Map<String, String> ids) {
        var event = new LoggingEvent("fqcn", logger, Level.WARN, message, null, null);
        event.setMDCPropertyMap(ids);
        event.setTimeStamp(1_000);
        event.setThreadName("test");
        return event;
    }
}
