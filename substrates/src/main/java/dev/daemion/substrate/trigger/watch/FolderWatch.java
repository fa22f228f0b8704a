package dev.daemion.substrate.trigger.watch;

import dev.daemion.substrate.trigger.watch.FolderScan.Outcome;
import java.nio.file.FileSystems;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Watches a folder for one job and tells what has changed in it once it has been quiet for the debounce; under constant
 * change after ten times that. It tells how it stands first, and whenever that changes. What is there at the start is
 * nothing new. It ends when it is stopped; looking happens on threads of the executor, one look at a time.
 */
public final class FolderWatch extends AbstractBehavior<FolderWatch.Message> {
    private static final int WAIT_FACTOR = 10;
    private static final int LOOK_FACTOR = 20;

    /** A file that is being replaced is gone for less. */
    private static final Duration SETTLE_MIN = Duration.ofMillis(100);

    /** What can happen to a file. */
    public enum Kind {
        /** It was not there. An editor that replaces a file modifies it. */
        CREATE,
        /** Its size, its time or the file itself is another. */
        MODIFY,
        /** It has been gone for the debounce. */
        DELETE
    }

    /** @param path absolute, below the watched path as it was said */
    public record Change(Kind kind, String path) {}

    /** How a watch stands. */
    public enum State {
        /** The system reports changes. */
        OK,
        /** It does not; everything is looked at from time to time. */
        POLLING,
        /** Nothing is watched: the path is gone, unreadable or too large. It is tried again from time to time. */
        FAILED
    }

    /** What it tells. */
    public sealed interface Report {}

    /**
     * Files have changed.
     *
     * @param job the watch's own name
     * @param changes 1 to {@value FolderScan#CHANGES_MAX}, of the kinds the job waits for
     * @param isTruncated there were more
     */
    public record Changed(String job, List<Change> changes, boolean isTruncated, Instant at) implements Report {}

    /**
     * How it stands now.
     *
     * @param detail sentences for people, {@code ""} when all is well
     */
    public record WatchState(String job, State state, String detail, Instant at) implements Report {}

    /** Its own. */
    public sealed interface Message {}

    private record Hinted() implements Message {}

    private record Due() implements Message {}

    private record Look() implements Message {}

    private record Looked(
            @Nullable Outcome outcome, @Nullable Throwable failure) implements Message {}

    private final WatchSpec spec;
    private final ActorRef<Report> parent;
    private final Executor blocking;
    private final Clock clock;
    private final TimerScheduler<Message> timers;
    private final FolderScan scan;
    private final Duration waitMax;
    private @Nullable WatchState told;
    private Instant waitingSince = Instant.MAX;
    private Duration lastTook = Duration.ZERO;
    private boolean isLooking;
    private boolean isDueAgain;

    /** @param blocking has a thread for the reports of the system and one for each look */
    public static Behavior<Message> create(WatchSpec spec, ActorRef<Report> parent, Executor blocking, Clock clock) {
        return create(
                spec, parent, blocking, clock, () -> FileSystems.getDefault().newWatchService());
    }

    static Behavior<Message> create(
            WatchSpec spec, ActorRef<Report> parent, Executor blocking, Clock clock, FolderHints.Source source) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new FolderWatch(context, timers, spec, parent, blocking, clock, source)));
    }

    private FolderWatch(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            WatchSpec spec,
            ActorRef<Report> parent,
            Executor blocking,
            Clock clock,
            FolderHints.Source source) {
        super(context);
        var self = context.getSelf();
        this.spec = spec;
        this.parent = parent;
        this.blocking = blocking;
        this.clock = clock;
        this.timers = timers;
        this.waitMax = spec.debounce().multipliedBy(WAIT_FACTOR);
        this.scan = new FolderScan(spec, source, blocking, () -> self.tell(new Hinted()));
        look(false);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Hinted.class, _ -> onHinted())
                .onMessage(Due.class, _ -> onDue())
                .onMessage(Look.class, _ -> look(false))
                .onMessage(Looked.class, this::onLooked)
                .onSignal(PreRestart.class, _ -> close())
                .onSignal(PostStop.class, _ -> close())
                .build();
    }

    private Behavior<Message> onHinted() {
        if (waitingSince.equals(Instant.MAX)) {
            waitingSince = clock.instant();
        }
        return dueIn(spec.debounce());
    }

    /** Not before it has been quiet, unless it never is. */
    private Behavior<Message> onDue() {
        var left = spec.debounce().minus(scan.quiet());
        boolean isPatient = waitingSince.equals(Instant.MAX)
                || Duration.between(waitingSince, clock.instant()).compareTo(waitMax) < 0;
        return left.isPositive() && isPatient ? dueIn(left) : look(true);
    }

    private Behavior<Message> dueIn(Duration delay) {
        timers.startSingleTimer(Due.class, new Due(), delay.compareTo(lastTook) > 0 ? delay : lastTook);
        return this;
    }

    private Behavior<Message> look(boolean isDue) {
        if (isLooking) {
            isDueAgain |= isDue;
            return this;
        }
        isLooking = true;
        if (isDue) {
            waitingSince = Instant.MAX;
        }
        getContext().pipeToSelf(CompletableFuture.supplyAsync(() -> scan.look(isDue), blocking), Looked::new);
        return this;
    }

    private Behavior<Message> onLooked(Looked looked) {
        isLooking = false;
        var outcome = looked.outcome();
        if (outcome == null) {
            throw new CompletionException("a look at " + spec.path() + " failed", looked.failure());
        }
        lastTook = outcome.took();
        var now = clock.instant();
        if (told == null || told.state() != outcome.state() || !told.detail().equals(outcome.detail())) {
            told = new WatchState(spec.job(), outcome.state(), outcome.detail(), now);
            parent.tell(told);
        }
        if (!outcome.changes().isEmpty()) {
            parent.tell(new Changed(spec.job(), outcome.changes(), outcome.isTruncated(), now));
        }
        if (isDueAgain || outcome.isUnsettled()) {
            isDueAgain = false;
            dueIn(spec.debounce().compareTo(SETTLE_MIN) > 0 ? spec.debounce() : SETTLE_MIN);
        }
        var pause = lastTook.multipliedBy(LOOK_FACTOR);
        timers.startSingleTimer(
                Look.class, new Look(), pause.compareTo(spec.lookEvery()) > 0 ? pause : spec.lookEvery());
        return this;
    }

    private Behavior<Message> close() {
        scan.close();
        return this;
    }
}
