package dev.daemion.substrate.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.job.ScheduleView;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The book of jobs")
class JobBookTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:30Z");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final JobBook book = new JobBook(BERLIN);

    static ExtensionView job(int number, String name, int version, String definition, Instant since) {
        JsonNode node = Json.restore(definition, JsonNode.class);
        return new ExtensionView(
                new ExtensionId("ext_" + String.format("%026d", number)),
                ExtensionType.JOB,
                name,
                "A job.",
                node,
                ExtensionSource.USER,
                true,
                ExtensionStatus.ACTIVE,
                version,
                null,
                null,
                since,
                since);
    }

    private static String cron(String schedule) {
        return "{\"schedule\":\"" + schedule + "\",\"direct\":[{\"tool\":\"LS\"}]}";
    }

    private void take(ExtensionView... jobs) {
        book.update(new Catalog(1, List.of(jobs)), Map.of());
    }

    @Test
    @DisplayName("counts a new job from when it began to take part, never from before")
    void begins() {
        take(job(1, "hourly", 1, cron("0 * * * *"), START));
        assertThat(book.nextDue()).contains(Instant.parse("2026-01-01T01:00:00Z"));
        assertThat(book.takeDue(Instant.parse("2026-01-01T00:59:59Z"))).isEmpty();
        var due = book.takeDue(Instant.parse("2026-01-01T01:00:00Z"));
        assertThat(due).hasSize(1);
        assertThat(due.getFirst().slots().fire()).containsExactly(Instant.parse("2026-01-01T01:00:00Z"));
        assertThat(book.takeDue(Instant.parse("2026-01-01T01:00:00Z"))).isEmpty();
    }

    @Test
    @DisplayName("goes on after a restart from the newest due time that was decided on")
    void restarted() {
        var id = new ExtensionId("ext_" + String.format("%026d", 1));
        book.update(
                new Catalog(1, List.of(job(1, "hourly", 1, cron("0 * * * *"), START))),
                Map.of(id, Instant.parse("2026-01-01T05:00:00Z")));
        assertThat(book.nextDue()).contains(Instant.parse("2026-01-01T06:00:00Z"));
    }

    @Test
    @DisplayName("is not moved by a change of other extensions, but by a new version of the job")
    void versions() {
        var first = job(1, "often", 1, "{\"trigger\":{\"type\":\"cron\",\"every\":\"10m\"},\"prompt\":\"x\"}", START);
        take(first);
        var touched = job(
                1,
                "often",
                1,
                "{\"trigger\":{\"type\":\"cron\",\"every\":\"10m\"},\"prompt\":\"x\"}",
                START.plusSeconds(300));
        var change = book.update(new Catalog(2, List.of(touched)), Map.of());
        assertThat(change.added()).isEmpty();
        assertThat(book.nextDue()).contains(START.plusSeconds(600));

        var later = START.plusSeconds(300);
        change = book.update(new Catalog(3, List.of(job(1, "often", 2, cron("30 * * * *"), later))), Map.of());
        assertThat(change.removed()).hasSize(1);
        assertThat(change.added()).hasSize(1);
        assertThat(book.nextDue()).contains(Instant.parse("2026-01-01T00:30:00Z"));
        change = book.update(new Catalog(4, List.of()), Map.of());
        assertThat(change.removed()).hasSize(1);
        assertThat(book.nextDue()).isEmpty();
    }

    @Test
    @DisplayName("finds one that fires only once due although it was approved too late, and never a second time")
    void approvedTooLate() {
        var at = START.minusSeconds(600);
        var text = "{\"trigger\":{\"type\":\"cron\",\"at\":\"%s\"},\"prompt\":\"%s\"}";
        var late = job(1, "reminder", 1, text.formatted(at, "x"), START);
        take(late);
        var due = book.takeDue(START);
        assertThat(due).hasSize(1);
        assertThat(due.getFirst().slots().fire()).containsExactly(at);
        book.settled(late.id());

        var reworded = job(1, "reminder", 2, text.formatted(at, "y"), START.plusSeconds(60));
        book.update(new Catalog(2, List.of(reworded)), Map.of());
        assertThat(book.nextDue()).as("it has fired").isEmpty();
        var moved = job(1, "reminder", 3, text.formatted(START.plusSeconds(30), "y"), START.plusSeconds(90));
        book.update(new Catalog(3, List.of(moved)), Map.of());
        assertThat(book.takeDue(START.plusSeconds(90)).getFirst().slots().fire())
                .containsExactly(START.plusSeconds(30));

        var restarted = new JobBook(BERLIN);
        restarted.update(new Catalog(4, List.of(moved)), Map.of(late.id(), START.plusSeconds(30)));
        assertThat(restarted.nextDue()).isEmpty();
        var ancient = job(2, "ancient", 1, text.formatted(START.minus(Duration.ofDays(30)), "x"), START);
        restarted.update(new Catalog(5, List.of(moved, ancient)), Map.of());
        var missed = restarted.takeDue(START).getFirst().slots();
        assertThat(missed.fire()).isEmpty();
        assertThat(missed.passed()).hasSize(1);
    }

    @Test
    @DisplayName("takes no more due times of a job while those that were taken are being decided on")
    void oneAfterTheOther() {
        var view = job(1, "often", 1, cron("*/10 * * * *"), START);
        take(view);
        var first = Instant.parse("2026-01-01T00:10:00Z");
        assertThat(book.takeDue(first)).hasSize(1);
        assertThat(book.nextDue()).isEmpty();
        assertThat(book.nextFiring(view.id())).isEmpty();
        book.settled(view.id());
        assertThat(book.nextDue()).contains(first.plusSeconds(600));
    }

    @Test
    @DisplayName("finds due again what its entity could not decide on, and nothing that it has decided on")
    void trouble() {
        var view = job(1, "often", 1, cron("*/10 * * * *"), START);
        take(view);
        var first = Instant.parse("2026-01-01T00:10:00Z");
        book.takeDue(first);

        assertThat(book.troubled(view.id(), first)).isEqualTo(Duration.ofSeconds(5));
        assertThat(book.troubledCount()).isOne();
        assertThat(book.takeDue(first.plusSeconds(5)))
                .extracting(JobBook.DueJob::isRetry)
                .containsExactly(true);
        assertThat(book.troubled(view.id(), first)).as("later each time").isEqualTo(Duration.ofSeconds(10));

        var second = first.plusSeconds(600);
        book.takeDue(second);
        book.recovered(view.id(), null);
        assertThat(book.troubledCount()).isZero();
        var again = book.takeDue(second);
        assertThat(again).hasSize(1);
        assertThat(again.getFirst().slots().fire()).containsExactly(second);
        assertThat(again.getFirst().slots().passed())
                .extracting(SlotPlanner.Passed::from)
                .containsExactly(first);

        book.troubled(view.id(), second);
        book.setRetry(view.id(), null);
        book.recovered(view.id(), second);
        assertThat(book.nextDue())
                .as("its start failed, the decision had come through")
                .contains(second.plusSeconds(600));
    }

    @Test
    @DisplayName("waits at most five minutes for the next try")
    void waits() {
        assertThat(JobBook.wait(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(JobBook.wait(3)).isEqualTo(Duration.ofSeconds(20));
        assertThat(JobBook.wait(1_000_000)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    @DisplayName("is due for a retry beside its schedule")
    void retry() {
        var view = job(1, "hourly", 1, cron("0 * * * *"), START);
        take(view);
        book.setRetry(view.id(), START.plusSeconds(30));
        assertThat(book.nextDue()).contains(START.plusSeconds(30));
        assertThat(book.takeDue(START.plusSeconds(31)))
                .extracting(JobBook.DueJob::isRetry)
                .containsExactly(true);
        assertThat(book.nextDue()).contains(Instant.parse("2026-01-01T01:00:00Z"));
    }

    @Test
    @DisplayName("knows who follows which end")
    void chains() {
        var chained = "{\"trigger\":{\"type\":\"chain\",\"job\":\"backup\",\"on\":\"%s\"},\"prompt\":\"x\"}";
        var backup = job(1, "backup", 1, "{\"schedule\":\"@daily\",\"prompt\":\"x\",\"chains\":[\"report\"]}", START);
        take(
                backup,
                job(2, "report", 1, "{\"trigger\":{\"type\":\"webhook\",\"secret\":\"s\"},\"prompt\":\"x\"}", START),
                job(3, "alarm", 1, chained.formatted("failed"), START),
                job(4, "tidy", 1, chained.formatted("finished"), START),
                job(5, "ship", 1, chained.formatted("succeeded"), START));
        var plan = book.find("backup").orElseThrow();
        assertThat(book.followers(plan, RunStatus.SUCCEEDED))
                .extracting(JobPlan::name)
                .containsExactlyInAnyOrder("report", "tidy", "ship");
        assertThat(book.followers(plan, RunStatus.FAILED))
                .extracting(JobPlan::name)
                .containsExactlyInAnyOrder("alarm", "tidy");
        assertThat(book.followers(plan, RunStatus.CANCELLED)).isEmpty();
    }

    @Test
    @DisplayName("fires live, with a fake clock, exactly what was simulated for a year in thirty zones")
    void simulatedYear() {
        var zones = ZoneId.getAvailableZoneIds().stream()
                .filter(zone -> zone.contains("/") && !zone.startsWith("Etc") && !zone.startsWith("SystemV"))
                .sorted()
                .toList();
        var random = new Random(3);
        var schedules =
                List.of("30 2 * * *", "0 3 * * 0", "15 1,13 * * *", "0 0 L * *", "0 */6 * * *", "45 23 15W * *");
        var jobs = new ArrayList<ExtensionView>();
        for (int i = 0; i < 30; i++) {
            var zone = zones.get(random.nextInt(zones.size()));
            var schedule = schedules.get(i % schedules.size());
            jobs.add(job(
                    i,
                    "job-" + i,
                    1,
                    "{\"trigger\":{\"type\":\"cron\",\"schedule\":\"" + schedule + "\",\"timezone\":\"" + zone
                            + "\"},\"direct\":[{\"tool\":\"LS\"}]}",
                    START));
        }
        take(jobs.toArray(ExtensionView[]::new));
        var simulated = Forecast.of(book.plans(), START, Duration.ofDays(365), Map.of());
        var counts = new HashMap<String, Integer>();
        var live = new ArrayList<String>();
        var end = START.plus(Duration.ofDays(365));
        for (var next = book.nextDue(); next.isPresent() && next.get().isBefore(end); next = book.nextDue()) {
            for (var due : book.takeDue(next.get().plusMillis(random.nextInt(200)))) {
                due.slots()
                        .fire()
                        .forEach(slot -> live.add(slot + " " + due.plan().name()));
                counts.merge(due.plan().name(), due.slots().fire().size(), Integer::sum);
                assertThat(due.slots().passed()).isEmpty();
                book.settled(due.plan().id());
            }
        }
        assertThat(simulated.jobs())
                .allSatisfy(line ->
                        assertThat(line.firingCount()).as(line.job()).isEqualTo(counts.getOrDefault(line.job(), 0)));
        assertThat(simulated.isCut()).isTrue();
        assertThat(simulated.firings())
                .extracting(firing -> firing.plannedAt() + " " + firing.job())
                .containsExactlyElementsOf(
                        live.stream().sorted().limit(ScheduleView.FIRINGS_MAX).toList());
    }
}
