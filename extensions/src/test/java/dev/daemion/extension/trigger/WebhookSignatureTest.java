package dev.daemion.extension.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.extension.trigger.WebhookSignature.Outcome;
import dev.daemion.kernel.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The signature of a delivery")
class WebhookSignatureTest {
    private static final Secret SECRET = new Secret("It's a Secret to Everybody");
    private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);

    /** From GitHub's documentation, "Testing the webhook payload validation". */
    private static final String DOCUMENTED = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    private static final Instant NOW = Instant.parse("2026-11-29T09:00:00Z");

    private static Outcome check(Map<String, String> headers, byte[] body) {
        var folded = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        folded.putAll(headers);
        return WebhookSignature.check(SECRET, name -> Optional.ofNullable(folded.get(name)), body, NOW);
    }

    private static Map<String, String> timed(Instant at) {
        return Map.of(
                "x-daemion-signature", WebhookSignature.timed(SECRET, at, BODY),
                "x-daemion-timestamp", String.valueOf(at.getEpochSecond()));
    }

    @Nested
    @DisplayName("as GitHub makes it")
    class GitHub {
        @Test
        @DisplayName("is right for the documented secret and body, and made so here")
        void documented() {
            assertThat(check(Map.of("x-hub-signature-256", DOCUMENTED), BODY)).isEqualTo(Outcome.VALID);
            assertThat(WebhookSignature.github(SECRET, BODY)).isEqualTo(DOCUMENTED);
        }

        @Test
        @DisplayName("is right in capitals and for an empty body")
        void forms() {
            assertThat(check(
                            Map.of(
                                    "X-Hub-Signature-256",
                                    "sha256=" + DOCUMENTED.substring(7).toUpperCase(Locale.ROOT)),
                            BODY))
                    .isEqualTo(Outcome.VALID);
            assertThat(check(Map.of("X-Hub-Signature-256", WebhookSignature.github(SECRET, new byte[0])), new byte[0]))
                    .isEqualTo(Outcome.VALID);
        }

        @Test
        @DisplayName("does not fit another body, another secret or a changed digit")
        void mismatched() {
            var other = WebhookSignature.github(new Secret("another"), BODY);
            var changed = DOCUMENTED.substring(0, DOCUMENTED.length() - 1) + "8";

            assertThat(check(
                            Map.of("X-Hub-Signature-256", DOCUMENTED),
                            "Hello, World?".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(Outcome.MISMATCHED);
            assertThat(check(Map.of("X-Hub-Signature-256", other), BODY)).isEqualTo(Outcome.MISMATCHED);
            assertThat(check(Map.of("X-Hub-Signature-256", changed), BODY)).isEqualTo(Outcome.MISMATCHED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "sha256=",
                    "sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
                    "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e177",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043eZZ",
                    "sha256=٧57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
                })
        @DisplayName("is malformed when it is not sha256= and 64 hexadecimal digits")
        void malformed(String signature) {
            assertThat(check(Map.of("X-Hub-Signature-256", signature), BODY)).isEqualTo(Outcome.MALFORMED);
        }
    }

    @Nested
    @DisplayName("with a timestamp")
    class Timed {
        @ParameterizedTest(name = "{0} s away: {1}")
        @CsvSource({"0, VALID", "300, VALID", "-300, VALID", "301, STALE", "-301, STALE", "86400, STALE"})
        @DisplayName("is right for five minutes in both directions")
        void window(long seconds, Outcome outcome) {
            assertThat(check(timed(NOW.plusSeconds(seconds)), BODY)).isEqualTo(outcome);
        }

        @Test
        @DisplayName("is bound to the timestamp: a later one does not make it fresh")
        void bound() {
            var headers = new TreeMap<>(timed(NOW.minusSeconds(3600)));
            headers.put("x-daemion-timestamp", String.valueOf(NOW.getEpochSecond()));

            assertThat(check(headers, BODY)).isEqualTo(Outcome.MISMATCHED);
        }

        @Test
        @DisplayName("cannot be passed off as GitHub's, which has none")
        void notGitHubs() {
            assertThat(check(Map.of("X-Hub-Signature-256", WebhookSignature.timed(SECRET, NOW, BODY)), BODY))
                    .isEqualTo(Outcome.MISMATCHED);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "now", "-5", "1e9", "99999999999999999999", "2026-11-29T09:00:00Z", "１７"})
        @DisplayName("is malformed when the timestamp is no number of seconds")
        void malformed(String timestamp) {
            assertThat(check(
                            Map.of(
                                    "X-Daemion-Signature",
                                    WebhookSignature.timed(SECRET, NOW, BODY),
                                    "X-Daemion-Timestamp",
                                    timestamp),
                            BODY))
                    .isEqualTo(Outcome.MALFORMED);
        }

        @Test
        @DisplayName("is malformed without its timestamp")
        void alone() {
            assertThat(check(Map.of("X-Daemion-Signature", WebhookSignature.timed(SECRET, NOW, BODY)), BODY))
                    .isEqualTo(Outcome.MALFORMED);
        }
    }

    @Test
    @DisplayName("is missing when no header brings one")
    void missing() {
        assertThat(check(Map.of("X-Hub-Signature", "sha1=00", "X-Daemion-Timestamp", "1"), BODY))
                .isEqualTo(Outcome.MISSING);
    }

    @Test
    @DisplayName("has to be right everywhere it stands")
    void both() {
        var headers = new TreeMap<>(timed(NOW));
        headers.put("x-hub-signature-256", DOCUMENTED);
        assertThat(check(headers, BODY)).isEqualTo(Outcome.VALID);

        headers.put("x-hub-signature-256", "sha256=" + "0".repeat(64));
        assertThat(check(headers, BODY)).isEqualTo(Outcome.MISMATCHED);

        headers.put("x-hub-signature-256", DOCUMENTED);
        headers.put("x-daemion-signature", "sha256=" + "0".repeat(64));
        assertThat(check(headers, BODY)).isEqualTo(Outcome.MISMATCHED);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    @DisplayName("has a sentence for every outcome that says nothing about the secret")
    void sentences(Outcome outcome) {
        assertThat(outcome.sentence()).endsWith(".").doesNotContain(SECRET.reveal());
    }
}
