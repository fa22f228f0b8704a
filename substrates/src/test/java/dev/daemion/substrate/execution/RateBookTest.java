package dev.daemion.substrate.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.extension.definition.ControlDefinition.Per;
import dev.daemion.extension.definition.ControlDefinition.Rate;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.protocol.StorageQuery.AgentTurn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rate of turns")
class RateBookTest {
    private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

    private Instant now = START;
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final SortableIds ids = new SortableIds(Clock.fixed(START, ZoneOffset.UTC), new Random(3));
    private final RateBook book = new RateBook(clock);

    @Test
    @DisplayName("is counted per agent over the last hour, and says when there is room again")
    void hour() {
        book.setRates(Map.of("rate-agents", new Rate(2, Per.HOUR, List.of("*"))));
        assertThat(book.take("daemion")).isEmpty();
        now = START.plus(Duration.ofMinutes(40));
        assertThat(book.take("daemion")).isEmpty();

        assertThat(book.take("daemion")).hasValueSatisfying(problem -> {
            assertThat(problem.detail())
                    .contains("daemion has answered 2 turns in the last hour", "rate-agents admits 2");
            assertThat(problem.retryAfterSeconds()).hasValue(20 * 60 + 1);
        });
        assertThat(book.take("pulse")).as("another agent has its own").isEmpty();
        now = START.plus(Duration.ofMinutes(60));
        assertThat(book.take("daemion")).as("what was refused was not counted").isEmpty();
        assertThat(book.take("daemion")).isPresent();
    }

    @Test
    @DisplayName("concerns the agents it names, and every rate counts")
    void agents() {
        book.setRates(Map.of(
                "mild", new Rate(3, Per.DAY, List.of("*")),
                "strict", new Rate(1, Per.DAY, List.of("pul*"))));
        assertThat(book.take("pulse")).isEmpty();
        assertThat(book.take("pulse"))
                .hasValueSatisfying(problem -> assertThat(problem.detail()).contains("strict"));
        for (int i = 0; i < 3; i++) {
            assertThat(book.take("daemion")).isEmpty();
        }
        now = START.plus(Duration.ofHours(23));
        assertThat(book.take("daemion")).isPresent();
        book.setRates(Map.of());
        assertThat(book.take("daemion")).isEmpty();
    }

    @Test
    @DisplayName("knows what was answered before a start, and counts a run that is taken up again once")
    void journalled() {
        book.setRates(Map.of("rate-agents", new Rate(2, Per.HOUR, List.of("*"))));
        var known = RunId.next(ids);
        assertThat(book.take("daemion")).as("before the journal was read").isEmpty();
        book.load(List.of(new AgentTurn(known, "daemion", START.minusSeconds(60))));

        assertThat(book.take("daemion", known)).as("taken up again").isEmpty();
        var fresh = RunId.next(ids);
        assertThat(book.take("daemion", fresh)).isPresent();
        now = START.plus(Duration.ofMinutes(59));
        assertThat(book.take("daemion", fresh)).isEmpty();
        assertThat(book.take("daemion", fresh)).as("the same run").isEmpty();
        assertThat(book.take("daemion")).isPresent();
    }
}
