package dev.daemion.substrate.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.extension.definition.ControlDefinition.Budget;
import dev.daemion.extension.definition.ControlDefinition.Period;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.problem.ProblemCode;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The book of what is spent")
class BudgetBookTest {
    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-11-30T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final MovableClock clock = new MovableClock();
    private final SortableIds ids = new SortableIds(clock, new Random(1));
    private final BudgetBook book = new BudgetBook(clock);
    private final RunId run = RunId.next(ids);
    private final RunId other = RunId.next(ids);

    @BeforeEach
    void tenDollarsADay() {
        book.setBudgets(List.of(new Budget(new BigDecimal("10"), Period.DAY, 80, 100)));
    }

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }

    @Test
    @DisplayName("does not let two calls promise the same dollar")
    void reserves() {
        book.load(usd("8"), usd("8"));
        assertThat(book.reserve(run, usd("1.5"))).isEmpty();
        assertThat(book.reserve(other, usd("1"))).isPresent();
        book.settle(run, usd("0.2"));
        assertThat(book.reserve(other, usd("1"))).isEmpty();
    }

    @Test
    @DisplayName("warns once at 80 %, stops new turns at 100 %, and opens again the next day")
    void warnsAndStops() {
        assertThat(book.settle(run, usd("7.99"))).isEmpty();
        assertThat(book.settle(run, usd("0.02")))
                .hasValueSatisfying(text -> assertThat(text).contains("$8.01", "daily budget of $10"));
        assertThat(book.settle(run, usd("0.02"))).isEmpty();
        assertThat(book.exhausted(BigDecimal.ZERO)).isEmpty();
        book.settle(run, usd("3"));
        assertThat(book.exhausted(BigDecimal.ZERO))
                .hasValueSatisfying(problem -> assertThat(problem.code()).isEqualTo(ProblemCode.BUDGET_EXHAUSTED));
        assertThat(book.view().isPaused()).isTrue();
        clock.now = clock.now.plus(Duration.ofDays(1));
        assertThat(book.exhausted(BigDecimal.ZERO)).isEmpty();
        assertThat(book.view().spentUsd()).isZero();
    }

    @Test
    @DisplayName("counts a month over its days")
    void month() {
        book.setBudgets(List.of(new Budget(usd("10"), Period.MONTH, 80, 100)));
        clock.now = Instant.parse("2026-11-10T12:00:00Z");
        book.settle(run, usd("11"));
        clock.now = Instant.parse("2026-11-11T12:00:00Z");
        assertThat(book.exhausted(BigDecimal.ZERO)).isPresent();
        clock.now = Instant.parse("2026-12-01T00:00:01Z");
        assertThat(book.exhausted(BigDecimal.ZERO)).isEmpty();
    }

    @Test
    @DisplayName("cannot count what nobody knows the price of")
    void unknown() {
        book.settle(run, null);
        assertThat(book.view().spentUsd()).isZero();
    }
}
