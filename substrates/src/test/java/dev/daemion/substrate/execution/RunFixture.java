package dev.daemion.substrate.execution;

import com.typesafe.config.ConfigFactory;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.run.Prompt;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunLimits;
import dev.daemion.kernel.run.RunRequest;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRegistry;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.policy.PolicyEngine;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolSpec;
import dev.daemion.substrate.execution.tool.Toolbox;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.stream.javadsl.Source;

/** One run entity on a journal in memory, between doubles that answer at once and note what they were told. */
final class RunFixture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Instant AT = Instant.parse("2026-11-20T09:00:00Z");
    private static final ToolSpec WRITE =
            new ToolSpec("Write", "writes", Json.stored().createObjectNode().put("type", "object"), false);

    private final ActorTestKit kit =
            ActorTestKit.create(PersistenceTestKitPlugin.config().withFallback(ConfigFactory.load()));
    private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    private final Clock clock = Clock.systemUTC();
    private final SortableIds ids = new SortableIds(clock, new Random(1));
    private final Queue<Source<ModelEvent, NotUsed>> answers = new ConcurrentLinkedQueue<>();

    final CommitLog commits = new CommitLog();
    final RunId id = RunId.next(ids);
    final ThreadId threadId = ThreadId.next(ids);
    final BlockingQueue<String> toolStarts = new LinkedBlockingQueue<>();
    final BlockingQueue<CompletableFuture<Tool.Result>> toolCalls = new LinkedBlockingQueue<>();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger modelCalls = new AtomicInteger();
    final AtomicInteger modelCallsClosed = new AtomicInteger();
    final TestProbe<ContextProtocol.RunEnded> ended = kit.createTestProbe();
    final TestProbe<ExecutionProtocol.RequestApproval> questions = kit.createTestProbe();
    final TestProbe<PresentationProtocol.Message> shown = kit.createTestProbe();
    volatile Optional<StorageQuery.DraftText> draft = Optional.empty();
    volatile PolicyEngine policy = (tool, input, scope) -> new PolicyEngine.Verdict.Allow("test");
    volatile RunKind kind = RunKind.CHAT;
    volatile boolean areSlotsFree = true;
    volatile TimeLimits timeLimits = TimeLimits.NONE;

    private final RunServices services = services();

    RunFixture() {
        journal.withPolicy(commits);
    }

    // ---- events of the past ----

    RunEvent.Started started() {
        return new RunEvent.Started(
                kind,
                "message",
                threadId,
                TurnId.next(ids),
                TurnId.next(ids),
                "daemion",
                "act",
                new RunLimits("quick", "sonnet", 10, new BigDecimal("0.50")),
                null,
                AT);
    }

    ApprovalId nextApprovalId() {
        return ApprovalId.next(ids);
    }

    // ---- what the model does next ----

    void modelSays(ReplyBlock... blocks) {
        boolean isAsking = List.of(blocks).stream().anyMatch(ReplyBlock.ToolUse.class::isInstance);
        answers.add(Source.single(new ModelEvent.Completed(
                List.of(blocks),
                isAsking ? ModelEvent.StopReason.TOOL_USE : ModelEvent.StopReason.END,
                Usage.NONE,
                BigDecimal.ZERO)));
    }

    /** Says this much and then nothing any more. */
    void modelStallsAfter(String text) {
        answers.add(Source.<ModelEvent>single(new ModelEvent.TextDelta(text)).concat(Source.never()));
    }

    // ---- the entity ----

    /** The process starts again on what the journal holds. */
    ActorRef<RunCommand> recover(RunEvent... past) {
        journal.persistForRecovery(persistenceId(), List.<Object>of((Object[]) past));
        return spawn();
    }

    ActorRef<RunCommand> spawn() {
        return kit.spawn(RunEntity.create(id, services, () -> {}));
    }

    /** Tells it to start; what it answers. */
    TestProbe<StatusReply<Done>> start(ActorRef<RunCommand> run) {
        var probe = kit.<StatusReply<Done>>createTestProbe();
        var past = started();
        var request = new RunRequest(
                id,
                past.kind(),
                past.threadId(),
                past.turnId(),
                past.answerId(),
                "do it",
                List.of(),
                past.agentId(),
                null,
                past.mode(),
                null,
                AT);
        run.tell(new RunCommand.Start(request, past.limits(), probe.getRef()));
        return probe;
    }

    void crash(ActorRef<RunCommand> run) {
        kit.stop(run, PATIENCE);
    }

    StatusReply<Done> stop(ActorRef<RunCommand> run) {
        var probe = kit.<StatusReply<Done>>createTestProbe();
        run.tell(new RunCommand.Stop(probe.getRef()));
        return probe.receiveMessage(PATIENCE);
    }

    List<RunEvent> events() {
        return journal.persistedInStorage(persistenceId()).stream()
                .map(RunEvent.class::cast)
                .toList();
    }

    RunEvent.Ended awaitEnd() {
        ended.receiveMessage(PATIENCE);
        return (RunEvent.Ended) events().getLast();
    }

    ApprovalView approval(ExecutionProtocol.RequestApproval question, ApprovalStatus status) {
        var asked = question.question();
        return new ApprovalView(
                question.id(),
                ApprovalKind.TOOL,
                status,
                asked.title(),
                asked.summary(),
                asked.detail(),
                Approvals.hash(asked.detail()),
                null,
                id,
                threadId,
                AT,
                asked.expiresAt(),
                null,
                null,
                null,
                null);
    }

    private String persistenceId() {
        return PersistenceId.of(RunEntity.TYPE, id.value()).id();
    }

    private RunServices services() {
        var tool = new HeldTool(WRITE, toolStarts, toolCalls, cancelled);
        ModelClient client = request -> {
            modelCalls.incrementAndGet();
            var answer = Optional.ofNullable(answers.poll()).orElseGet(Source::never);
            return answer.watchTermination((materialized, end) -> {
                end.whenComplete((_, _) -> modelCallsClosed.incrementAndGet());
                return materialized;
            });
        };
        var choice = new ModelRegistry.ModelChoice("sonnet", "anthropic", "claude", client, null, 1_000, null);
        var models = new ModelRegistry() {
            @Override
            public ModelChoice resolve(String aliasOrId) {
                return choice;
            }

            @Override
            public ModelChoice builtIn() {
                return choice;
            }

            @Override
            public List<ExecutionProtocol.ModelView> models() {
                return List.of();
            }
        };
        var tools = new Toolbox() {
            @Override
            public Optional<Tool> find(String name) {
                return name.equals("Write") ? Optional.of(tool) : Optional.empty();
            }

            @Override
            public List<ToolSpec> specs() {
                return List.of(WRITE);
            }
        };
        return new RunServices(
                new Refs(),
                new Asks(kit.system().scheduler(), PATIENCE),
                clock,
                ids,
                models,
                tools,
                (name, input, scope) -> policy.decide(name, input, scope),
                Runnable::run,
                (run, started) -> new ToolScope(
                        started.threadId(),
                        run,
                        started.agentId(),
                        started.mode(),
                        Path.of("/"),
                        List.of(Path.of("/")),
                        Path.of("/home"),
                        null,
                        false),
                () -> timeLimits);
    }

    /** Neighbours that answer. */
    private final class Refs implements SubstrateRefs {
        private final ActorRef<StorageProtocol.Message> storage = kit.spawn(answeringStorage());
        private final ActorRef<ExecutionProtocol.Message> execution = kit.spawn(answeringExecution());
        private final ActorRef<ContextProtocol.Message> context = kit.spawn(answeringContext());

        private Behavior<StorageProtocol.Message> answeringStorage() {
            return Behaviors.receiveMessage(message -> {
                switch (message) {
                    case StorageProtocol.PutBlob put -> put.replyTo().tell(StatusReply.success("hash"));
                    case StorageProtocol.Read<?> read -> answerRead(read);
                    case StorageProtocol.SaveDraft save ->
                        draft = Optional.of(new StorageQuery.DraftText(save.text(), save.thinking()));
                    default -> {}
                }
                return Behaviors.same();
            });
        }

        @SuppressWarnings("unchecked") // the query names its answer's type
        private void answerRead(StorageProtocol.Read<?> read) {
            if (read.query() instanceof StorageQuery.Draft) {
                ((StorageProtocol.Read<Optional<StorageQuery.DraftText>>) read)
                        .replyTo()
                        .tell(StatusReply.success(draft));
            }
        }

        private Behavior<ExecutionProtocol.Message> answeringExecution() {
            return Behaviors.receiveMessage(message -> {
                switch (message) {
                    case RunSlots.Acquire acquire -> {
                        if (areSlotsFree) {
                            acquire.granted().run();
                        }
                    }
                    case BudgetBook.Reserve reserve -> reserve.replyTo().tell(StatusReply.success(Done.getInstance()));
                    case ExecutionProtocol.RequestApproval question -> {
                        questions.getRef().tell(question);
                        question.replyTo().tell(StatusReply.success(approval(question, ApprovalStatus.PENDING)));
                    }
                    default -> {}
                }
                return Behaviors.same();
            });
        }

        private Behavior<ContextProtocol.Message> answeringContext() {
            return Behaviors.receiveMessage(message -> {
                switch (message) {
                    case ContextProtocol.Assemble assemble ->
                        assemble.replyTo().tell(StatusReply.success(new Prompt("be brief", List.of(question()))));
                    case ContextProtocol.RunEnded end -> {
                        end.replyTo().tell(StatusReply.success(Done.getInstance()));
                        ended.getRef().tell(end);
                    }
                    default -> {}
                }
                return Behaviors.same();
            });
        }

        private TurnView question() {
            return new TurnView(
                    TurnId.next(ids),
                    threadId,
                    "daemion",
                    Role.USER,
                    "do it",
                    List.of(new Part.Text("do it")),
                    null,
                    null,
                    id,
                    AT,
                    TurnStatus.COMPLETE);
        }

        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            return storage;
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            return shown.getRef();
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            return kit.system().<ExtensionProtocol.Message>ignoreRef();
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            return execution;
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            return context;
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            return kit.system().<TriggerProtocol.Message>ignoreRef();
        }
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
    }
}
