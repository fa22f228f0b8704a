package dev.daemion.substrate.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.run.Priority;
import dev.daemion.kernel.run.RunKind;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The places of runs at once")
class RunSlotsTest {
    private final SortableIds ids = new SortableIds(Clock.systemUTC(), new Random(1));
    private final List<RunId> granted = new ArrayList<>();
    private final RunSlots slots = new RunSlots(2);

    private RunId ask(RunKind kind) {
        return ask(kind, Priority.NORMAL);
    }

    private RunId ask(RunKind kind, Priority priority) {
        var id = RunId.next(ids);
        slots.acquire(new RunSlots.Acquire(id, kind, priority, () -> granted.add(id)));
        return id;
    }

    @Test
    @DisplayName("let jobs wait for each other, first come first served, but never a chat for a job")
    void chatsFirst() {
        var first = ask(RunKind.JOB);
        var second = ask(RunKind.JOB);
        var third = ask(RunKind.JOB);
        var chat = ask(RunKind.CHAT);
        assertThat(granted).containsExactly(first, second, chat);
        slots.release(second);
        assertThat(granted).endsWith(third);
    }

    @Test
    @DisplayName("take back a place that was only waited for")
    void releasesWaiting() {
        ask(RunKind.JOB);
        ask(RunKind.JOB);
        var third = ask(RunKind.JOB);
        slots.release(third);
        assertThat(slots.waitingCount()).isZero();
        assertThat(granted).doesNotContain(third);
    }

    @Test
    @DisplayName("grow with the limits control while runs wait")
    void grows() {
        ask(RunKind.JOB);
        ask(RunKind.JOB);
        var third = ask(RunKind.JOB);
        slots.setJobsMax(3);
        assertThat(granted).endsWith(third);
    }

    @Test
    @DisplayName("let the urgent overtake the low, and nobody wait for ever")
    void priorities() {
        var first = ask(RunKind.JOB);
        ask(RunKind.JOB);
        var low = ask(RunKind.JOB, Priority.LOW);
        var urgent = ask(RunKind.JOB, Priority.URGENT);
        slots.release(first);
        assertThat(granted).endsWith(urgent);

        for (int i = 0; i < 4 * RunSlots.OVERTAKEN_MAX && !granted.contains(low); i++) {
            ask(RunKind.JOB, Priority.URGENT);
            slots.release(granted.getLast());
        }
        assertThat(granted).contains(low);
    }
}
