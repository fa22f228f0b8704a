package dev.daemion.substrate.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.extension.schedule.Schedule;
import dev.daemion.extension.schedule.Schedules;
import dev.daemion.kernel.job.SlotView.Outcome;
import dev.daemion.substrate.trigger.SlotPlanner.Passed;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What becomes of due times")
class SlotPlannerTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-20T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private static Schedule hourly() throws Exception {
        return Schedules.of(
                JsonNodeFactory.instance.objectNode().put("schedule", "0 * * * *"), MIDNIGHT, ZoneOffset.UTC);
    }

    private static Instant hour(int hour) {
        return MIDNIGHT.plus(Duration.ofHours(hour));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "latest", "all"})
    @DisplayName("one that is on time is fired, however a gap is made up for")
    void onTime(String catchUp) throws Exception {
        var due = SlotPlanner.of(hourly(), hour(0), hour(1).plusMillis(40), catchUp, WEEK);
        assertThat(due).isEqualTo(new SlotPlanner.Due(List.of(hour(1)), List.of(), false));
        assertThat(SlotPlanner.of(hourly(), hour(1), hour(2).minusMillis(1), catchUp, WEEK))
                .isEqualTo(SlotPlanner.Due.NOTHING);
    }

    @Test
    @DisplayName("of a night's sleep the latest stands for all")
    void latest() throws Exception {
        var due = SlotPlanner.of(hourly(), hour(0), hour(8).plusSeconds(1_800), "latest", WEEK);
        assertThat(due.fire()).containsExactly(hour(8));
        assertThat(due.passed())
                .extracting(Passed::outcome, Passed::from, Passed::until, Passed::count)
                .containsExactly(tuple(Outcome.COALESCED, hour(1), hour(7), 7));
    }

    @Test
    @DisplayName("of a night's sleep nothing is made up for, except what is still on time")
    void none() throws Exception {
        var late = SlotPlanner.of(hourly(), hour(0), hour(8).plusSeconds(1_800), "none", WEEK);
        assertThat(late.fire()).isEmpty();
        assertThat(late.passed()).extracting(Passed::count).containsExactly(8);
        var woken = SlotPlanner.of(hourly(), hour(0), hour(8).plusSeconds(20), "none", WEEK);
        assertThat(woken.fire()).containsExactly(hour(8));
        assertThat(woken.passed()).extracting(Passed::outcome).containsExactly(Outcome.MISSED);
    }

    @Test
    @DisplayName("of a night's sleep all are fired in order, up to a bound")
    void all() throws Exception {
        var due = SlotPlanner.of(hourly(), hour(0), hour(3), "all", WEEK);
        assertThat(due.fire()).containsExactly(hour(1), hour(2), hour(3));
        assertThat(due.isCatchUp()).isTrue();
        var many = SlotPlanner.of(hourly(), hour(0), hour(150), "all", WEEK);
        assertThat(many.fire()).hasSize(SlotPlanner.CAUGHT_UP_MAX).endsWith(hour(150));
        assertThat(many.passed()).extracting(Passed::count).containsExactly(50);
    }

    @Test
    @DisplayName("what is older than the window is missed, with the reason")
    void window() throws Exception {
        var due = SlotPlanner.of(hourly(), hour(0), hour(30), "all", Duration.ofHours(12));
        assertThat(due.passed())
                .containsExactly(
                        new Passed(Outcome.MISSED, hour(1), hour(17), 17, "nobody was there within 12 h of it"));
        assertThat(due.fire()).hasSize(13).startsWith(hour(18));
    }

    @Test
    @DisplayName("years of a schedule by the second are looked at in bounded time")
    void years() throws Exception {
        var schedule =
                Schedules.of(JsonNodeFactory.instance.objectNode().put("every", "10s"), MIDNIGHT, ZoneOffset.UTC);
        var now = MIDNIGHT.plus(Duration.ofDays(3_000));
        var due = SlotPlanner.of(schedule, MIDNIGHT, now, "latest", Duration.ofMinutes(1));
        assertThat(due.fire()).containsExactly(now);
    }

    @Test
    @DisplayName("whenever somebody looks, every due time is decided on exactly once")
    void exactlyOnce() throws Exception {
        var random = new Random(7);
        for (var catchUp : List.of("none", "latest", "all")) {
            var after = MIDNIGHT;
            var now = MIDNIGHT;
            int decided = 0;
            var fired = new ArrayList<Instant>();
            for (int look = 0; look < 200; look++) {
                now = now.plusSeconds(random.nextInt(20_000));
                var due = SlotPlanner.of(hourly(), after, now, catchUp, Duration.ofHours(3));
                for (var passed : due.passed()) {
                    decided += passed.count();
                    after = passed.until().isAfter(after) ? passed.until() : after;
                }
                for (var slot : due.fire()) {
                    decided++;
                    fired.add(slot);
                    after = slot.isAfter(after) ? slot : after;
                }
            }
            long expected = Duration.between(MIDNIGHT, now).toHours();
            assertThat(decided).as(catchUp).isEqualTo((int) expected);
            assertThat(fired).as(catchUp).isSorted().doesNotHaveDuplicates();
        }
    }
}
