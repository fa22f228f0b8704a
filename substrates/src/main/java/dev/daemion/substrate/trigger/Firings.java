package dev.daemion.substrate.trigger;

import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Firings under way, and what becomes of those that do not come through because the journal or a substrate cannot take
 * them right now. Nothing is given up for that: a due time stays undecided and is found due again, a run that was
 * journalled is taken up, an occasion without a due time is offered again. Belongs to the trigger substrate, as the
 * book does.
 */
final class Firings {
    /** Due times that are decided about at once; a decision is one row of the journal. */
    private static final int DECIDED_AT_ONCE = 256;
    /** At most so long runs wait for decisions that are still under way. */
    private static final Duration BEGIN_AFTER = Duration.ofMillis(250);
    /** Runs that are started at once; what is due waits for none of them. */
    private static final int BEGUN_AT_ONCE = 16;
    /** Occasions that are held for another try. */
    private static final int HELD_MAX = 1_000;
    /** Tries of one occasion; with the waits between them about 20 minutes. */
    private static final int TRIES_MAX = 10;

    private final ActorContext<TriggerProtocol.Message> context;
    private final TimerScheduler<TriggerProtocol.Message> timers;
    private final JobBook book;
    private final FiringDesk desk;
    private final Recovery recovery;
    private final Clock clock;
    private final Throttle<Flow> throttle;
    private final Throttle<Flow> begins;
    /** Their runs are to be started; oldest first. */
    private final List<Begin> decided = new ArrayList<>();

    private Instant decidedSince = Instant.MIN;
    private int heldCount;

    /** Something that is done for one job and may fail. */
    sealed interface Flow {
        ExtensionId job();

        /** Its due times are decided and fired. */
        record Slots(ExtensionId job) implements Flow {}

        /** A run that was decided on is started. */
        record Begun(ExtensionId job) implements Flow {}

        /** What is open of it is taken up. */
        record TakenUp(ExtensionId job) implements Flow {}

        /**
         * @param overlap what to do while the one before still runs; null as the job says
         * @param whenDecided run on the actor when its entity has decided, or the job is not the same any more
         * @param tries with this one, from 1
         */
        record Offered(
                JobPlan plan, Occasion occasion, @Nullable String overlap, Runnable whenDecided, int tries)
                implements Flow {
            @Override
            public ExtensionId job() {
                return plan.id();
            }

            Offered again() {
                return new Offered(plan, occasion, overlap, whenDecided, tries + 1);
            }
        }

        /**
         * It does not take part any more.
         *
         * @param tries with this one, from 1
         */
        record Released(JobPlan plan, int tries) implements Flow {
            @Override
            public ExtensionId job() {
                return plan.id();
            }
        }
    }

    /** @param failure null when it came through */
    record FlowEnded(Flow flow, @Nullable Throwable failure) implements TriggerProtocol.Message {}

    /** A due time was decided on: its run is to be started. */
    record Begin(JobPlan plan, Catalog catalog, Occasion occasion, JobEntity.Offered.Fired fired)
            implements TriggerProtocol.Message {}

    /** What was held is tried again. */
    record Again(Flow flow) implements TriggerProtocol.Message {}

    /** What is open of a job is taken up, and how it stands now. */
    record GoOn(ExtensionId job, RunEnds.After after) implements TriggerProtocol.Message {}

    Firings(
            ActorContext<TriggerProtocol.Message> context,
            TimerScheduler<TriggerProtocol.Message> timers,
            JobBook book,
            FiringDesk desk,
            Recovery recovery,
            Clock clock) {
        this.context = context;
        this.timers = timers;
        this.book = book;
        this.desk = desk;
        this.recovery = recovery;
        this.clock = clock;
        this.throttle = new Throttle<>(DECIDED_AT_ONCE, this::watch);
        this.begins = new Throttle<>(BEGUN_AT_ONCE, this::watch);
    }

    private void watch(Flow flow, CompletionStage<?> stage) {
        context.pipeToSelf(stage, (_, failure) -> new FlowEnded(flow, failure));
    }

    int waitingCount() {
        return throttle.waitingCount() + decided.size() + begins.waitingCount() + heldCount;
    }

    /**
     * Decides about due times, oldest first, and fires what is to be fired. All that is due at once is decided on
     * before the first run is at work: a run may take its time, a due time may not.
     */
    void due(JobBook.DueJob due, Catalog catalog) {
        if (due.isRetry()) {
            takeUp(due.plan().id(), catalog);
            return;
        }
        var plan = due.plan();
        var overlap = due.slots().isCatchUp() ? "queue" : null;
        var self = context.getSelf();
        throttle.submit(new Flow.Slots(plan.id()), () -> {
            CompletionStage<Done> all = desk.passOver(plan, due.slots());
            for (var slot : due.slots().fire()) {
                var occasion = Occasion.cron(slot);
                all = all.thenCompose(_ -> desk.decide(plan, occasion, overlap)).thenApply(offered -> {
                    if (offered instanceof JobEntity.Offered.Fired fired) {
                        self.tell(new Begin(plan, catalog, occasion, fired));
                    }
                    return Done.getInstance();
                });
            }
            return all;
        });
    }

    void begin(Begin message) {
        if (decided.isEmpty()) {
            decidedSince = clock.instant();
        }
        decided.add(message);
        beginDecided();
    }

    /** When nothing is to be decided right now; or when it has been so for long that runs would wait for ever. */
    private void beginDecided() {
        if (throttle.isIdle() || decidedSince.plus(BEGIN_AFTER).isBefore(clock.instant())) {
            decided.forEach(one -> begins.submit(
                    new Flow.Begun(one.plan().id()),
                    () -> desk.begin(one.plan(), one.catalog(), one.occasion(), one.fired())));
            decided.clear();
        }
    }

    /** Runs go on, ends are delivered, what waited is fired. */
    void takeUp(ExtensionId job, Catalog catalog) {
        var self = context.getSelf();
        throttle.submit(
                new Flow.TakenUp(job),
                () -> recovery.takeUp(job, book.find(job), catalog, clock.instant())
                        .thenAccept(after -> self.tell(new GoOn(job, after))));
    }

    /** For something other than a due time; the job's entity tells an occasion it knows from a new one. */
    void offer(JobPlan plan, Catalog catalog, Occasion occasion, @Nullable String overlap, Runnable whenDecided) {
        submit(new Flow.Offered(plan, occasion, overlap, whenDecided, 1), catalog);
    }

    /** A job that does not take part any more. */
    void release(JobPlan plan) {
        submit(new Flow.Released(plan, 1));
    }

    private void submit(Flow.Offered flow, Catalog catalog) {
        throttle.submit(flow, () -> desk.fire(flow.plan(), catalog, flow.occasion(), flow.overlap()));
    }

    private void submit(Flow.Released flow) {
        throttle.submit(flow, () -> recovery.release(flow.plan()));
    }

    /** As things are now: what was changed meanwhile is not fired as it was. */
    void again(Again message, Catalog catalog) {
        heldCount--;
        switch (message.flow()) {
            case Flow.Offered offered ->
                book.find(offered.job())
                        .filter(offered.plan()::equals)
                        .ifPresentOrElse(_ -> submit(offered, catalog), offered.whenDecided());
            case Flow.Released released -> {
                if (book.find(released.job()).isEmpty()) {
                    submit(released);
                }
            }
            case Flow.Slots _, Flow.Begun _, Flow.TakenUp _ ->
                throw new IllegalArgumentException("the book finds those due again");
        }
    }

    /** @return true when something may be due earlier than it was */
    boolean ended(FlowEnded message) {
        (message.flow() instanceof Flow.Begun ? begins : throttle).ended();
        beginDecided();
        var failure = message.failure();
        if (failure == null) {
            if (message.flow() instanceof Flow.Offered offered) {
                offered.whenDecided().run();
            } else if (message.flow() instanceof Flow.Slots slots) {
                book.settled(slots.job());
            }
            return message.flow() instanceof Flow.Slots;
        }
        var why = String.valueOf(Asks.cause(failure).getMessage());
        switch (message.flow()) {
            case Flow.Slots slots -> warn(why, book.troubled(slots.job(), clock.instant()));
            case Flow.Begun begun -> warn(why, book.troubled(begun.job(), clock.instant()));
            case Flow.TakenUp takenUp -> warn(why, book.troubled(takenUp.job(), clock.instant()));
            case Flow.Offered offered -> {
                hold(offered.again(), offered.tries(), why);
                // It may have been journalled, and only the start of its run have failed.
                book.setRetry(offered.job(), clock.instant().plus(JobBook.wait(offered.tries())));
            }
            case Flow.Released released ->
                hold(new Flow.Released(released.plan(), released.tries() + 1), released.tries(), why);
        }
        return true;
    }

    /** What is given up here an event's row still tells after a restart: nobody has decided about it. */
    private void hold(Flow flow, int tries, String why) {
        if (tries >= TRIES_MAX || heldCount >= HELD_MAX) {
            context.getLog().error("a firing is given up after {} tries: {}", tries, why);
            return;
        }
        heldCount++;
        var wait = JobBook.wait(tries);
        warn(why, wait);
        timers.startSingleTimer(flow, new Again(flow), wait);
    }

    private void warn(String why, Duration wait) {
        context.getLog().warn("a firing did not come through and is tried again in {} s: {}", wait.toSeconds(), why);
    }

    /** A firing for whoever waits for the answer and tries again himself. */
    CompletionStage<Done> now(JobPlan plan, Catalog catalog, Occasion occasion) {
        return desk.fire(plan, catalog, occasion, null).thenApply(_ -> Done.getInstance());
    }

    /** How a job stands after its runs were taken up or one has ended. */
    void goOn(GoOn message, Catalog catalog) {
        var job = message.job();
        var after = message.after();
        book.setRetry(job, after.retryAt());
        book.recovered(job, after.lastPlanned());
        Optional.ofNullable(after.next())
                .ifPresent(next -> book.find(job).ifPresent(plan -> offer(plan, catalog, next, "queue", () -> {})));
    }
}
