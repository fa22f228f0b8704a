package dev.daemion.substrate.storage;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.DraftText;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The journal's tail, the read tables, blobs and drafts. It never touches the database itself: each piece of work runs
 * on the write dispatcher (one thread, because one connection writes) or the read dispatcher, and comes back as a
 * message.
 *
 * <pre>
 * setup ──all substrates there──► gateway-started is journalled ──► tail: pass ⇄ idle
 *                                                                        │ fails ──► tries again, ever later; nothing skipped
 * </pre>
 */
public final class StorageSubstrate extends AbstractBehavior<StorageProtocol.Message> {
    /** Readers that may wait at once; further ones are told to come back. */
    static final int READS_MAX = 1_024;
    /** Writes besides the tail's that may wait at once, and those who wait for the tail; further ones are refused. */
    static final int WRITES_MAX = 1_024;

    private static final Duration DRAFT_DELAY = Duration.ofMillis(250);
    private static final String WRITE_DISPATCHER = "daemion.storage.write-dispatcher";
    private static final String READ_DISPATCHER = "daemion.storage.read-dispatcher";

    private final SubstrateRefs refs;
    private final TimerScheduler<StorageProtocol.Message> timers;
    private final Executor writers;
    private final Executor readers;
    private final Chores chores;
    private final Queries queries;
    private final TailProgress progress = new TailProgress();
    private final DraftBuffer drafts = new DraftBuffer();
    private final ThreadPages pages = new ThreadPages();
    private int readCount;
    private int writeCount;

    // ---- private messages ----
    private sealed interface Own extends StorageProtocol.Message {}

    /** All substrates are there, or a failed attempt is over: go on where the tail stands. */
    private record GoOn(boolean isReady) implements Own {}

    private record Launched(@Nullable Throwable failure) implements Own {}

    private record Passed(
            Tail.@Nullable Pass pass, @Nullable Throwable failure) implements Own {}

    private record Answered<T>(
            StorageProtocol.Read<T> read,
            long version,
            @Nullable T answer,
            @Nullable Throwable failure) implements Own {}

    private record Stored<T>(
            ActorRef<StatusReply<T>> replyTo,
            @Nullable T answer,
            @Nullable Throwable failure) implements Own {}

    private record FlushDrafts() implements Own {}

    private record DraftsFlushed(@Nullable Throwable failure) implements Own {}

    private record ThreadErased(
            StorageProtocol.EraseThread command, @Nullable Throwable failure) implements Own {}

    private record ThreadRead(
            ThreadId id, boolean isChanged, @Nullable Throwable failure) implements Own {}

    /**
     * @param database open; stays open until after the actor system has ended
     * @param version of the gateway, for the journal
     */
    public static Behavior<StorageProtocol.Message> create(
            SubstrateRefs refs, JournalDatabase database, String version, Clock clock) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new StorageSubstrate(context, timers, refs, database, version, clock)));
    }

    private StorageSubstrate(
            ActorContext<StorageProtocol.Message> context,
            TimerScheduler<StorageProtocol.Message> timers,
            SubstrateRefs refs,
            JournalDatabase database,
            String version,
            Clock clock) {
        super(context);
        this.refs = refs;
        this.timers = timers;
        var dispatchers = context.getSystem().dispatchers();
        this.writers = dispatchers.lookup(DispatcherSelector.fromConfig(WRITE_DISPATCHER));
        this.readers = dispatchers.lookup(DispatcherSelector.fromConfig(READ_DISPATCHER));
        var journal = StorageJournal.rows(context.getSystem());
        this.chores = new Chores(database, journal, version, clock);
        this.queries = new Queries(database, journal);
        context.pipeToSelf(refs.ready(), (_, failure) -> new GoOn(failure == null));
    }

    @Override
    public Receive<StorageProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(StorageProtocol.Nudge.class, _ -> nudged())
                .onMessage(StorageProtocol.CatchUp.class, this::catchUp)
                .onMessage(StorageProtocol.Read.class, this::read)
                .onMessage(StorageProtocol.SaveDraft.class, this::saveDraft)
                .onMessage(StorageProtocol.PutBlob.class, this::putBlob)
                .onMessage(StorageProtocol.EraseThread.class, this::eraseThread)
                .onMessage(StorageProtocol.MarkRead.class, this::markRead)
                .onMessage(
                        StorageProtocol.EventsTaken.class,
                        m -> write(() -> chores.takeEvents(m.from(), m.until()), m.replyTo()))
                .onMessage(StorageProtocol.Compact.class, m -> write(chores::compact, m.replyTo()))
                .onMessage(StorageProtocol.Health.class, this::health)
                .onMessage(GoOn.class, this::goOn)
                .onMessage(Launched.class, this::launched)
                .onMessage(Passed.class, this::passed)
                .onMessage(Answered.class, this::answered)
                .onMessage(Stored.class, this::stored)
                .onMessage(FlushDrafts.class, _ -> flushDrafts())
                .onMessage(DraftsFlushed.class, this::draftsFlushed)
                .onMessage(ThreadErased.class, this::threadErased)
                .onMessage(ThreadRead.class, this::threadRead)
                .build();
    }

    // ---- the tail ----
    private Behavior<StorageProtocol.Message> goOn(GoOn message) {
        if (!message.isReady()) {
            throw new IllegalStateException("the other substrates did not come up");
        }
        if (progress.isLaunched()) {
            return progress.retries() ? pass() : this;
        }
        getContext().pipeToSelf(work(writers, chores::launch), (_, failure) -> new Launched(failure));
        return this;
    }

    private Behavior<StorageProtocol.Message> launched(Launched message) {
        if (message.failure() != null) {
            return failed(message.failure());
        }
        progress.launched();
        return pass();
    }

    private Behavior<StorageProtocol.Message> nudged() {
        return progress.wants() ? pass() : this;
    }

    private Behavior<StorageProtocol.Message> catchUp(StorageProtocol.CatchUp command) {
        progress.await(new TailProgress.Waiter(
                () -> command.replyTo().tell(StatusReply.success(Done.getInstance())),
                problem -> command.replyTo().tell(StatusReply.error(problem))));
        return nudged();
    }

    private Behavior<StorageProtocol.Message> pass() {
        progress.begin();
        getContext().pipeToSelf(work(writers, chores::advance), Passed::new);
        return this;
    }

    private Behavior<StorageProtocol.Message> passed(Passed message) {
        var pass = message.pass();
        if (pass == null) {
            return failed(message.failure());
        }
        if (pass.isThreadTouched()) {
            pages.forget();
        }
        if (!pass.rows().isEmpty()) {
            refs.presentation().tell(new PresentationProtocol.Deliver(pass.rows()));
        }
        if (!pass.events().isEmpty()) {
            refs.trigger().tell(new TriggerProtocol.Happened(pass.events()));
        }
        return progress.end(pass) ? pass() : this;
    }

    /** Nothing is skipped: the same rows are tried again, later each time, and health says so meanwhile. */
    private Behavior<StorageProtocol.Message> failed(@Nullable Throwable failure) {
        var delay = progress.fail(StorageFailures.problem(getContext().getLog(), failure));
        timers.startSingleTimer(new GoOn(true), delay);
        return this;
    }

    // ---- questions ----
    private Behavior<StorageProtocol.Message> read(StorageProtocol.Read<?> command) {
        return ask(command);
    }

    private <T> Behavior<StorageProtocol.Message> ask(StorageProtocol.Read<T> command) {
        switch (command.query()) {
            case StorageQuery.Threads threads
            when pages.find(threads) != null -> answerKept(command, pages.find(threads));
            case StorageQuery.Draft draft
            when drafts.find(draft.runId()) != null ->
                answerKept(
                        command, Optional.ofNullable(drafts.find(draft.runId())).filter(text -> !Drafts.isEmpty(text)));
            default -> {
                if (readCount >= READS_MAX) {
                    command.replyTo().tell(StatusReply.error(StorageFailures.tooMany()));
                    return this;
                }
                readCount++;
                long version = pages.version();
                getContext()
                        .pipeToSelf(
                                work(readers, () -> queries.answer(command.query())),
                                (answer, failure) -> new Answered<>(command, version, answer, failure));
            }
        }
        return this;
    }

    @SuppressWarnings("unchecked") // kept under the very query whose type it answers
    private static <T> void answerKept(StorageProtocol.Read<T> command, @Nullable Object answer) {
        command.replyTo().tell(StatusReply.success((T) answer));
    }

    private Behavior<StorageProtocol.Message> answered(Answered<?> message) {
        readCount--;
        return reply(message);
    }

    private <T> Behavior<StorageProtocol.Message> reply(Answered<T> message) {
        if (message.failure() != null || message.answer() == null) {
            message.read()
                    .replyTo()
                    .tell(StatusReply.error(StorageFailures.problem(getContext().getLog(), message.failure())));
            return this;
        }
        if (message.read().query() instanceof StorageQuery.Threads threads
                && message.answer() instanceof Page<?> page) {
            pages.keep(threads, message.version(), page);
        }
        message.read().replyTo().tell(StatusReply.success(message.answer()));
        return this;
    }

    // ---- drafts and blobs ----
    private Behavior<StorageProtocol.Message> saveDraft(StorageProtocol.SaveDraft command) {
        drafts.put(command.runId(), new DraftText(command.text(), command.thinking()));
        if (!timers.isTimerActive(FlushDrafts.class)) {
            timers.startSingleTimer(FlushDrafts.class, new FlushDrafts(), DRAFT_DELAY);
        }
        return this;
    }

    private Behavior<StorageProtocol.Message> flushDrafts() {
        var batch = drafts.begin();
        if (!batch.isEmpty()) {
            getContext()
                    .pipeToSelf(
                            work(writers, () -> chores.saveDrafts(batch)), (_, failure) -> new DraftsFlushed(failure));
        }
        return this;
    }

    private Behavior<StorageProtocol.Message> draftsFlushed(DraftsFlushed message) {
        if (message.failure() != null) {
            getContext().getLog().warn("Drafts could not be saved; the next ones replace them", message.failure());
        }
        if (drafts.end()) {
            timers.startSingleTimer(FlushDrafts.class, new FlushDrafts(), DRAFT_DELAY);
        }
        return this;
    }

    private Behavior<StorageProtocol.Message> putBlob(StorageProtocol.PutBlob command) {
        var known = chores.findBlob(command.text());
        if (known.isPresent()) {
            command.replyTo().tell(StatusReply.success(known.get()));
            return this;
        }
        return write(() -> chores.putBlob(command.text()), command.replyTo());
    }

    // ---- housekeeping ----
    private Behavior<StorageProtocol.Message> eraseThread(StorageProtocol.EraseThread command) {
        progress.await(new TailProgress.Waiter(
                () -> getContext()
                        .pipeToSelf(
                                work(writers, () -> chores.erase(command.threadId())),
                                (_, failure) -> new ThreadErased(command, failure)),
                problem -> command.replyTo().tell(StatusReply.error(problem))));
        return nudged();
    }

    private Behavior<StorageProtocol.Message> threadErased(ThreadErased message) {
        pages.forget();
        queries.forget();
        announce(message.command().threadId());
        if (message.failure() == null) {
            message.command().replyTo().tell(StatusReply.success(Done.getInstance()));
        } else {
            message.command()
                    .replyTo()
                    .tell(StatusReply.error(StorageFailures.problem(getContext().getLog(), message.failure())));
        }
        return this;
    }

    private Behavior<StorageProtocol.Message> markRead(StorageProtocol.MarkRead command) {
        // Fetching turns is frequent, unread ones are rare: the one connection that writes is only used when there are
        // any.
        var marked = work(readers, () -> chores.hasUnread(command.threadId()))
                .thenCompose(isUnread -> isUnread
                        ? work(writers, () -> chores.markRead(command.threadId()))
                        : CompletableFuture.completedStage(false));
        getContext()
                .pipeToSelf(
                        marked,
                        (isChanged, failure) ->
                                new ThreadRead(command.threadId(), Boolean.TRUE.equals(isChanged), failure));
        return this;
    }

    private Behavior<StorageProtocol.Message> threadRead(ThreadRead message) {
        if (message.failure() != null) {
            getContext().getLog().warn("Thread {} could not be marked as read", message.id(), message.failure());
        } else if (message.isChanged()) {
            pages.forget();
            announce(message.id());
        }
        return this;
    }

    private Behavior<StorageProtocol.Message> health(StorageProtocol.Health query) {
        query.replyTo().tell(new SubstrateHealth("storage", progress.isUp(), progress.detail()));
        return this;
    }

    private void announce(ThreadId id) {
        var frame = new FrameBody(FrameType.THREAD_UPDATED, "\"threadId\":\"" + id + "\"");
        refs.presentation().tell(new PresentationProtocol.Announce(null, frame));
    }

    /** Does it on the write dispatcher and answers with what it gives. */
    private <T> Behavior<StorageProtocol.Message> write(Supplier<T> work, ActorRef<StatusReply<T>> replyTo) {
        if (writeCount >= WRITES_MAX) {
            replyTo.tell(StatusReply.error(StorageFailures.tooMany()));
            return this;
        }
        writeCount++;
        getContext().pipeToSelf(work(writers, work), (answer, failure) -> new Stored<>(replyTo, answer, failure));
        return this;
    }

    private Behavior<StorageProtocol.Message> stored(Stored<?> message) {
        writeCount--;
        return confirm(message);
    }

    private <T> Behavior<StorageProtocol.Message> confirm(Stored<T> message) {
        message.replyTo()
                .tell(
                        message.failure() == null && message.answer() != null
                                ? StatusReply.success(message.answer())
                                : StatusReply.error(
                                        StorageFailures.problem(getContext().getLog(), message.failure())));
        return this;
    }

    private static <T> CompletionStage<T> work(Executor executor, Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, executor);
    }
}
