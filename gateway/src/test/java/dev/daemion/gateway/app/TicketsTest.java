package dev.daemion.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.gateway.app.Tickets.Face;
import dev.daemion.gateway.app.Tickets.Ticket;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A ticket for an app")
class TicketsTest {
    private static final Ticket TICKET = new Ticket("my-app", Face.SERVER, 7);

    private Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private final InstantSource source = () -> now;
    private final Tickets tickets = new Tickets(new Random(1), source.withZone(ZoneOffset.UTC));

    private void refused(Tickets by, String text) {
        assertThatThrownBy(() -> by.verified(text))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.UNAUTHORIZED));
    }

    @Test
    @DisplayName("says which app, face and start it is for, and fits into a path")
    void good() {
        var issued = tickets.issue(TICKET, Duration.ofMinutes(5));
        assertThat(tickets.verified(issued.text())).isEqualTo(TICKET);
        assertThat(issued.text()).matches("[A-Za-z0-9_.-]+");
        assertThat(issued.expiresAt()).isEqualTo(now.plus(Duration.ofMinutes(5)));
        var document = new Ticket("a", Face.DOCUMENT, 1);
        assertThat(tickets.verified(
                        tickets.issue(document, Duration.ofMinutes(5)).text()))
                .isEqualTo(document);
    }

    @Test
    @DisplayName("is good for its time, in this process, and as it was issued")
    void bounds() {
        var text = tickets.issue(TICKET, Duration.ofMinutes(5)).text();
        refused(new Tickets(new Random(2), source.withZone(ZoneOffset.UTC)), text);
        for (int i = 0; i < text.length(); i++) {
            var other = text.charAt(i) == 'A' ? 'B' : 'A';
            var changed = text.substring(0, i) + other + text.substring(i + 1);
            // The last letter of base64 carries bits that count for nothing.
            if (i != text.length() - 1 && text.charAt(i + 1) != '.') {
                refused(tickets, changed);
            }
        }
        now = now.plus(Duration.ofMinutes(5));
        refused(tickets, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a.b", "%%%.%%%", "bXktYXBwLnM3Ljk5OTk5OTk5OTk", "bXktYXBwLnM3Ljk5OTk5OTk5OTk."})
    @DisplayName("is nothing that somebody makes up")
    void madeUp(String text) {
        refused(tickets, text);
        refused(tickets, "x".repeat(5_000) + "." + text);
        refused(
                tickets,
                Base64.getUrlEncoder().encodeToString("my-app.s7.9999999999".getBytes(StandardCharsets.UTF_8))
                        + ".AAAA");
    }
}
