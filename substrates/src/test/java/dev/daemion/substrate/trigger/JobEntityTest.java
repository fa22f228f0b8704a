package dev.daemion.substrate.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.job.SlotView.Outcome;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.substrate.trigger.JobEntity.Ended;
import dev.daemion.substrate.trigger.JobEntity.Offered;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slots of a job")
class JobEntityTest {
    private static final Instant NINE = Instant.parse("2026-11-20T09:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NINE, ZoneOffset.UTC);
    private static ActorTestKit kit;

    private final SortableIds ids = new SortableIds(CLOCK, new Random(1));
    private EventSourcedBehaviorTestKit<JobEntity.Command, JobEvent, JobState> job;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(EventSourcedBehaviorTestKit.config());
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void spawn() {
        job = EventSourcedBehaviorTestKit.create(
                kit.system(),
                JobEntity.create(new ExtensionId("ext_" + "0".repeat(26)), CLOCK, () -> {}, () -> {}),
                EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyCommands(false));
    }

    private static Occasion at(int minute) {
        return Occasion.cron(NINE.plusSeconds(60L * minute));
    }

    private Offered offer(Occasion occasion, String overlap) {
        return job.<StatusReply<Offered>>runCommand(replyTo -> new JobEntity.Offer(
                        occasion, "backup", 3, overlap, RunId.next(ids), ThreadId.next(ids), replyTo))
                .reply()
                .getValue();
    }

    private RunId fire(Occasion occasion, String overlap) {
        var offered = offer(occasion, overlap);
        assertThat(offered).isInstanceOf(Offered.Fired.class);
        return ((Offered.Fired) offered).runId();
    }

    private Ended end(RunId run, RunStatus status, @Nullable Duration retryAfter) {
        return job.<StatusReply<Ended>>runCommand(replyTo -> new JobEntity.EndRun(run, status, retryAfter, replyTo))
                .reply()
                .getValue();
    }

    private JobEntity.Standing deliver(RunId run) {
        return job.<StatusReply<JobEntity.Standing>>runCommand(replyTo -> new JobEntity.Deliver(run, replyTo))
                .reply()
                .getValue();
    }

    @Test
    @DisplayName("fire a due time once, whoever offers it again, also after a restart and after its end")
    void once() {
        var run = fire(at(0), "skip");
        assertThat(offer(at(0), "skip")).isEqualTo(new Offered.Known(run));
        job.restart();
        assertThat(offer(at(0), "parallel")).isEqualTo(new Offered.Known(run));
        end(run, RunStatus.SUCCEEDED, null);
        deliver(run);
        job.restart();
        assertThat(offer(at(0), "parallel")).isEqualTo(new Offered.Known(null));
        assertThat(offer(at(-5), "parallel"))
                .as("older than the newest decided one")
                .isEqualTo(new Offered.Known(null));
    }

    @Test
    @DisplayName("keep one thread for all their runs")
    void thread() {
        var first = (Offered.Fired) offer(at(0), "parallel");
        var second = (Offered.Fired) offer(at(1), "parallel");
        assertThat(second.threadId()).isEqualTo(first.threadId());
        assertThat(second.runId()).isNotEqualTo(first.runId());
    }

    @Test
    @DisplayName("are skipped while the one before runs, and say so")
    void skip() {
        fire(at(0), "skip");
        assertThat(offer(at(1), "skip")).isInstanceOf(Offered.Skipped.class);
        assertThat(job.getState().lastPlanned()).isEqualTo(at(1).plannedAt());
        assertThat(offer(at(1), "skip")).as("decided on, and not decided again").isEqualTo(new Offered.Known(null));
    }

    @Test
    @DisplayName("are not skipped for one before that has ended and is only being delivered")
    void delivering() {
        var run = fire(at(0), "skip");
        end(run, RunStatus.SUCCEEDED, null);
        var next = fire(at(1), "skip");
        assertThat(deliver(run).open()).extracting(JobEntity.Running::runId).containsExactly(next);
        assertThat(offer(at(2), "skip")).isInstanceOf(Offered.Skipped.class);
    }

    @Test
    @DisplayName("wait their turn in order, up to a bound")
    void queue() {
        var run = fire(at(0), "queue");
        for (int i = 1; i <= JobEntity.WAITING_MAX; i++) {
            assertThat(offer(at(i), "queue")).isEqualTo(new Offered.Waits());
        }
        assertThat(offer(at(1), "queue")).as("waits already").isEqualTo(new Offered.Waits());
        assertThat(offer(at(500), "queue")).isInstanceOf(Offered.Skipped.class);

        end(run, RunStatus.SUCCEEDED, null);
        var next = deliver(run).next();
        assertThat(next).isEqualTo(at(1));
        var second = fire(at(1), "queue");
        assertThat(job.getState().waiting()).hasSize(JobEntity.WAITING_MAX - 1);
        assertThat(deliver(second).next()).isEqualTo(at(2));
    }

    @Test
    @DisplayName("make room for the new one where that is wanted")
    void cancelOld() {
        var run = fire(at(0), "cancel-old");
        var offered = (Offered.Fired) offer(at(1), "cancel-old");
        assertThat(offered.toCancel()).containsExactly(run);
    }

    @Test
    @DisplayName("run beside each other up to a bound")
    void parallel() {
        for (int i = 0; i < JobEntity.PARALLEL_MAX; i++) {
            fire(at(i), "parallel");
        }
        assertThat(offer(at(50), "parallel")).isInstanceOf(Offered.Skipped.class);
    }

    @Test
    @DisplayName("are tried again after a failure as the same occasion, once, and count as one failure at the end")
    void retry() {
        var run = fire(at(0), "skip");
        var ended = (Ended.First) end(run, RunStatus.FAILED, Duration.ofSeconds(30));
        assertThat(ended.retryAt()).isEqualTo(NINE.plusSeconds(30));
        assertThat(ended.failureCount()).isZero();
        var standing = deliver(run);
        assertThat(standing.retry()).isEqualTo(at(0).again());
        assertThat(offer(at(1), "skip")).as("busy with the retry").isInstanceOf(Offered.Skipped.class);

        var again = fire(at(0).again(), "skip");
        assertThat(offer(at(0).again(), "skip")).isEqualTo(new Offered.Known(again));
        assertThat(job.getState().retry()).isNull();
        var last = (Ended.First) end(again, RunStatus.FAILED, null);
        assertThat(last.failureCount()).isEqualTo(1);
        deliver(again);
        var good = fire(at(2), "skip");
        assertThat(((Ended.First) end(good, RunStatus.SUCCEEDED, null)).failureCount())
                .isZero();
    }

    @Test
    @DisplayName("are each tried again when several that ran beside each other have failed, soonest first")
    void retries() {
        var first = fire(at(0), "parallel");
        var second = fire(at(1), "parallel");
        end(first, RunStatus.FAILED, Duration.ofSeconds(60));
        var ended = (Ended.First) end(second, RunStatus.FAILED, Duration.ofSeconds(30));
        assertThat(ended.retryAt()).isEqualTo(NINE.plusSeconds(30));
        deliver(first);
        assertThat(deliver(second).retry()).isEqualTo(at(1).again());
        job.restart();

        var again = fire(at(1).again(), "parallel");
        end(again, RunStatus.SUCCEEDED, null);
        var standing = deliver(again);
        assertThat(standing.retry()).as("the other one was not forgotten").isEqualTo(at(0).again());
        assertThat(standing.retryAt()).isEqualTo(NINE.plusSeconds(60));
        fire(at(0).again(), "parallel");
        assertThat(job.getState().retries()).isEmpty();
    }

    @Test
    @DisplayName("are not tried again once a newer one took their place")
    void replaced() {
        var run = fire(at(0), "cancel-old");
        end(run, RunStatus.FAILED, Duration.ofSeconds(60));
        assertThat(deliver(run).retry()).isEqualTo(at(0).again());

        fire(at(1), "cancel-old");
        assertThat(job.getState().retries()).isEmpty();
    }

    @Test
    @DisplayName("say of each that waited why it was given up")
    void dropped() {
        var run = fire(at(0), "queue");
        offer(at(1), "queue");
        offer(at(2), "queue");
        var dropped = job.<StatusReply<JobEntity.Standing>>runCommand(
                replyTo -> new JobEntity.Drop("backup", 3, "the job is paused", replyTo));

        assertThat(dropped.events().stream()
                        .filter(JobEvent.PassedOver.class::isInstance)
                        .map(JobEvent.PassedOver.class::cast)
                        .map(passed -> passed.from() + " " + passed.outcome() + " " + passed.reason()))
                .containsExactly(
                        at(1).plannedAt() + " SKIPPED the job is paused",
                        at(2).plannedAt() + " SKIPPED the job is paused");
        assertThat(deliver(run).next()).isNull();
    }

    @Test
    @DisplayName("know an end that was reported twice, before and after it was delivered")
    void endTwice() {
        var run = fire(at(0), "skip");
        var first = end(run, RunStatus.SUCCEEDED, null);
        assertThat(end(run, RunStatus.SUCCEEDED, null)).isEqualTo(first);
        deliver(run);
        assertThat(end(run, RunStatus.SUCCEEDED, null)).isEqualTo(new Ended.Known());
    }

    @Test
    @DisplayName("say which due times were passed over, and never take one back")
    void passedOver() {
        var gap = new SlotPlanner.Passed(Outcome.MISSED, at(0).plannedAt(), at(9).plannedAt(), 10, "nobody was there");
        for (int i = 0; i < 2; i++) {
            assertThat(job.<StatusReply<Done>>runCommand(
                                    replyTo -> new JobEntity.PassOver("backup", 3, List.of(gap), replyTo))
                            .reply()
                            .isSuccess())
                    .isTrue();
        }
        assertThat(offer(at(9), "skip")).isEqualTo(new Offered.Known(null));
        fire(at(10), "skip");
    }

    @Test
    @DisplayName("tell occasions without a due time apart by their key")
    void keys() {
        var payload = JsonNodeFactory.instance.objectNode().put("path", "a.txt");
        var one = new Occasion("webhook", "delivery:1", NINE, payload, 1);
        var two = new Occasion("webhook", "delivery:2", NINE, payload, 1);
        var run = fire(one, "parallel");
        fire(two, "parallel");
        assertThat(offer(one, "parallel")).isEqualTo(new Offered.Known(run));
        assertThat(job.getState().lastPlanned())
                .as("the schedule is not moved on by others")
                .isNull();
    }

    @Test
    @DisplayName("remember a bounded number of keys")
    void bounded() {
        var state = JobState.EMPTY;
        for (int i = 0; i < 2 * JobState.KEYS_MAX; i++) {
            state = state.apply(new JobEvent.PassedOver(
                    "backup", 1, Outcome.SKIPPED, NINE, NINE, 1, "busy", "webhook", "delivery:" + i, NINE));
        }
        assertThat(state.keys()).hasSize(JobState.KEYS_MAX).endsWith("delivery:" + (2 * JobState.KEYS_MAX - 1));
    }
}
