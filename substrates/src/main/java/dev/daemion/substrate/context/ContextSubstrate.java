package dev.daemion.substrate.context;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.entity.EntityRefs;
import dev.daemion.kernel.entity.LocalEntityRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ContextProtocol.Message;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.run.Prompt;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Threads and what agents are told. It owns the thread entities; its flows ({@link TurnIntake}, {@link ThreadDesk}) are
 * stages over messages and hold no state of it.
 */
public final class ContextSubstrate extends AbstractBehavior<Message> {
    /** How long one answer of a flow's many may take; clients wait longer than all of them. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    /** Starting a run includes its turn in the queue for the journal. */
    private static final int CONTENT_LENGTH_MAX = 1_000_000;

    private final SubstrateRefs refs;
    private final EntityRefs<ThreadEntity.Command> threads;
    private final ThreadDoor door;
    private final TurnIntake intake;
    private final ThreadDesk desk;
    private final PromptAssembly assembly;
    private final Map<String, List<ContextProtocol.PostTurn>> waitingByKey = new HashMap<>();
    private final ReadAhead ahead = new ReadAhead();
    private Catalog catalog = Catalog.EMPTY;
    private boolean hasForerunners;

    private record Ready() implements Message {}

    private record CatalogCame(Catalog catalog) implements Message {}

    private record Passivate(ThreadId id) implements Message {}

    private record KeyFree(String key) implements Message {}

    /** @param surroundings see {@link PromptAssembly} */
    public static Behavior<Message> create(SubstrateRefs refs, Clock clock, IdSource ids, String surroundings) {
        return Behaviors.setup(
                context -> new ContextSubstrate(context, refs, clock, ids, new PromptAssembly(surroundings)));
    }

    private ContextSubstrate(
            ActorContext<Message> context, SubstrateRefs refs, Clock clock, IdSource ids, PromptAssembly assembly) {
        super(context);
        this.refs = refs;
        this.assembly = assembly;
        var self = context.getSelf();
        this.threads = new LocalEntityRefs<>(
                context,
                id -> ThreadEntity.create(
                        new ThreadId(id),
                        clock,
                        () -> refs.storage().tell(new StorageProtocol.Nudge()),
                        () -> self.tell(new Passivate(new ThreadId(id)))),
                new ThreadEntity.Stop());
        this.door = new ThreadDoor(new Asks(context.getSystem().scheduler(), ANSWER_WITHIN), refs, self);
        this.intake = new TurnIntake(door, ids, new CommandDesk(door, clock));
        this.desk = new ThreadDesk(door, ids);
        context.pipeToSelf(refs.ready(), (_, _) -> new Ready());
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(ContextProtocol.PostTurn.class, this::postTurn)
                .onMessage(ContextProtocol.CreateThread.class, this::createThread)
                .onMessage(ContextProtocol.ChangeThread.class, this::changeThread)
                .onMessage(ContextProtocol.OpenThread.class, m -> answer(desk.open(m), m.replyTo()))
                .onMessage(ContextProtocol.DeleteThread.class, m -> answer(desk.delete(m.id()), m.replyTo()))
                .onMessage(ContextProtocol.ForkThread.class, m -> answer(desk.fork(m.id(), m.upTo()), m.replyTo()))
                .onMessage(
                        ContextProtocol.NoteTurn.class,
                        m -> answer(desk.note(m.threadId(), m.role(), m.parts()), m.replyTo()))
                .onMessage(ContextProtocol.RunEnded.class, this::runEnded)
                .onMessage(
                        ContextProtocol.WithdrawTurn.class,
                        m -> answer(intake.withdraw(m.threadId(), m.runId()), m.replyTo()))
                .onMessage(ContextProtocol.Assemble.class, this::assemble)
                .onMessage(ContextProtocol.Recover.class, this::recover)
                .onMessage(ContextProtocol.Health.class, this::health)
                .onMessage(ThreadDoor.ToThread.class, this::toThread)
                .onMessage(TurnIntake.StartFailed.class, this::startFailed)
                .onMessage(ReadAhead.Begun.class, this::begun)
                .onMessage(Ready.class, this::ready)
                .onMessage(CatalogCame.class, this::catalogCame)
                .onMessage(Passivate.class, this::passivate)
                .onMessage(KeyFree.class, this::keyFree)
                .onSignal(Terminated.class, this::terminated)
                .build();
    }

    private Behavior<Message> postTurn(ContextProtocol.PostTurn command) {
        var refusal = check(command.post());
        if (refusal.isPresent()) {
            command.replyTo().tell(StatusReply.error(refusal.get()));
            return this;
        }
        var key = command.post().idempotencyKey();
        if (key == null) {
            return answer(intake.take(command.post(), catalog), command.replyTo());
        }
        // Two requests under one key go one after the other, so that the second finds what the first stored.
        var waiting = waitingByKey.get(key);
        if (waiting != null) {
            waiting.add(command);
            return this;
        }
        waitingByKey.put(key, new ArrayList<>());
        var self = getContext().getSelf();
        var stage = intake.take(command.post(), catalog);
        stage.whenComplete((_, _) -> self.tell(new KeyFree(key)));
        return answer(stage, command.replyTo());
    }

    private Behavior<Message> keyFree(KeyFree free) {
        var waiting = waitingByKey.remove(free.key());
        if (waiting != null) {
            waiting.forEach(getContext().getSelf()::tell);
        }
        return this;
    }

    private Optional<Problem> check(ContextProtocol.TurnPost post) {
        if (post.content().isBlank() && post.attachments().isEmpty()) {
            return invalid("/content", "expected something to answer, found an empty text: say something");
        }
        if (post.content().length() > CONTENT_LENGTH_MAX) {
            return invalid(
                    "/content",
                    "expected at most " + CONTENT_LENGTH_MAX + " characters, found "
                            + post.content().length());
        }
        return checkNames(post.agentId(), post.mode());
    }

    private Optional<Problem> checkNames(@Nullable String agentId, @Nullable String mode) {
        if (agentId != null && catalog.find(ExtensionType.AGENT, agentId).isEmpty()) {
            return Optional.of(new Problem(
                    ProblemCode.AGENT_NOT_FOUND, "there is no active agent '" + agentId + "': GET /agents lists them"));
        }
        var modes = ModeNames.in(catalog);
        if (mode != null && !modes.contains(mode)) {
            return invalid("/mode", "expected one of " + String.join(", ", modes) + ", found '" + mode + "'");
        }
        return Optional.empty();
    }

    private static Optional<Problem> invalid(String pointer, String detail) {
        return Optional.of(new Problem(
                ProblemCode.VALIDATION_FAILED,
                pointer.substring(1) + ": " + detail,
                List.of(new Finding(pointer, detail))));
    }

    private Behavior<Message> createThread(ContextProtocol.CreateThread command) {
        var refusal =
                checkNames(command.settings().agentId(), command.settings().mode());
        return answer(refused(refusal, () -> desk.create(command.settings())), command.replyTo());
    }

    private Behavior<Message> changeThread(ContextProtocol.ChangeThread command) {
        var refusal = checkNames(command.change().agentId(), command.change().mode());
        return answer(refused(refusal, () -> desk.change(command.id(), command.change())), command.replyTo());
    }

    private static <T> CompletionStage<T> refused(
            Optional<Problem> refusal, java.util.function.Supplier<CompletionStage<T>> otherwise) {
        return refusal.<CompletionStage<T>>map(CompletableFuture::failedStage).orElseGet(otherwise);
    }

    private Behavior<Message> runEnded(ContextProtocol.RunEnded command) {
        var status = command.status() == RunStatus.SUCCEEDED ? TurnStatus.COMPLETE : TurnStatus.PARTIAL;
        return answer(
                door.<ThreadEntity.Next>ask(
                                command.threadId(),
                                replyTo -> new ThreadEntity.EndRun(command.runId(), status, replyTo))
                        .thenCompose(door::visible)
                        .thenApply(next -> {
                            intake.start(next.begun());
                            return Done.getInstance();
                        }),
                command.replyTo());
    }

    private Behavior<Message> assemble(ContextProtocol.Assemble command) {
        // The question was journalled a moment ago: wait until the read tables have it.
        var known = catalog;
        var request = command.request();
        CompletionStage<List<TurnView>> turns = request.kind() == RunKind.JOB
                ? CompletableFuture.completedStage(List.of())
                : ahead.take(request.id())
                        .orElseGet(() -> door.visible(request.threadId()).thenCompose(door::said));
        var forerunners = new Forerunners(door, hasForerunners);
        CompletionStage<Prompt> prompt = turns.thenCompose(said ->
                forerunners.heard(request, said).thenApply(heard -> assembly.assemble(known, request, said, heard)));
        return answer(prompt, command.replyTo());
    }

    private Behavior<Message> recover(ContextProtocol.Recover command) {
        CompletionStage<Done> all = door.read(new StorageQuery.OpenThreads()).thenCompose(open -> {
            CompletionStage<Done> chain = CompletableFuture.completedStage(Done.getInstance());
            for (var id : open) {
                chain = chain.thenCombine(takeUp(id), (_, done) -> done);
            }
            return chain;
        });
        return answer(all, command.replyTo());
    }

    private CompletionStage<Done> takeUp(ThreadId id) {
        return door.<ThreadEntity.Next>ask(id, ThreadEntity.TakeUp::new)
                .thenApply(next -> {
                    intake.start(next.begun());
                    return Done.getInstance();
                })
                // A thread that is gone has nothing to take up, and keeps nobody from starting.
                .exceptionallyCompose(failure ->
                        Asks.cause(failure) instanceof Problem problem && problem.code() == ProblemCode.THREAD_NOT_FOUND
                                ? CompletableFuture.completedStage(Done.getInstance())
                                : CompletableFuture.failedStage(failure));
    }

    private Behavior<Message> toThread(ThreadDoor.ToThread message) {
        threads.tell(message.id().value(), message.command());
        return this;
    }

    private Behavior<Message> begun(ReadAhead.Begun message) {
        ahead.note(message);
        return this;
    }

    private Behavior<Message> startFailed(TurnIntake.StartFailed message) {
        getContext()
                .getLog()
                .warn(
                        "run {} could not be started and is taken up again at the next start: {}",
                        message.request().id(),
                        message.cause().toString());
        return this;
    }

    private Behavior<Message> ready(Ready message) {
        refs.extension()
                .tell(new ExtensionProtocol.Watch(getContext().messageAdapter(Catalog.class, CatalogCame::new)));
        return this;
    }

    private Behavior<Message> catalogCame(CatalogCame message) {
        catalog = message.catalog();
        hasForerunners = Forerunners.isAny(catalog);
        return this;
    }

    private Behavior<Message> passivate(Passivate message) {
        threads.passivate(message.id().value());
        return this;
    }

    private Behavior<Message> health(ContextProtocol.Health query) {
        query.replyTo().tell(new SubstrateHealth("context", true, "threads in memory are let go when idle"));
        return this;
    }

    private Behavior<Message> terminated(Terminated signal) {
        threads.terminated(signal.getRef());
        return this;
    }

    private <T> Behavior<Message> answer(CompletionStage<T> stage, ActorRef<StatusReply<T>> replyTo) {
        Asks.answer(stage, replyTo);
        return this;
    }
}
