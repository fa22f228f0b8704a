package dev.daemion.substrate.execution.policy;

import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/** Keeps what people have allowed beyond one call. Whoever decides about calls is given each new state as a value. */
public final class GrantBook extends EventSourcedBehavior<GrantBook.Command, GrantEvent, GrantBook.Kept> {
    /** What it is told. */
    public sealed interface Command {}

    /**
     * An approval of a tool call that reaches beyond it, or of a permission.
     *
     * @param approval approved; a tool call's with scope {@code session} or {@code always}
     */
    public record Add(ApprovalView approval) implements Command {}

    /** A question about them, or one taken back. */
    public record About(ExecutionProtocol.AboutGrants command) implements Command {}

    /** Its state: the grants that hold. */
    public record Kept(Grants grants) {}

    private final Clock clock;
    private final Consumer<Grants> watcher;
    private final Runnable nudge;

    /**
     * @param watcher given the grants after each change and after recovery; has to be thread-safe and quick
     * @param nudge tells the tail that there is something to read
     */
    public static Behavior<Command> create(Clock clock, Consumer<Grants> watcher, Runnable nudge) {
        return new GrantBook(clock, watcher, nudge);
    }

    private GrantBook(Clock clock, Consumer<Grants> watcher, Runnable nudge) {
        super(
                PersistenceId.ofUniqueId("grants"),
                SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.1));
        this.clock = clock;
        this.watcher = watcher;
        this.nudge = nudge;
    }

    @Override
    public Kept emptyState() {
        return new Kept(Grants.NONE);
    }

    @Override
    public CommandHandler<Command, GrantEvent, Kept> commandHandler() {
        return (state, command) -> switch (command) {
            case Add add -> Effect().persist(event(add.approval())).thenRun(this::changed);
            case About(ExecutionProtocol.Grants asked) ->
                Effect()
                        .none()
                        .thenRun(kept -> asked.replyTo()
                                .tell(StatusReply.success(kept.grants().views())));
            case About(ExecutionProtocol.RevokeGrant revoke) -> revoke(state, revoke);
        };
    }

    private Effect<GrantEvent, Kept> revoke(Kept state, ExecutionProtocol.RevokeGrant command) {
        if (!state.grants().byApproval().containsKey(command.id())) {
            var problem = new Problem(
                    ProblemCode.APPROVAL_NOT_FOUND,
                    "nothing is allowed by " + command.id() + ": GET /grants lists what is");
            return Effect().none().thenRun(() -> command.replyTo().tell(StatusReply.error(problem)));
        }
        return Effect()
                .persist(new GrantEvent.Revoked(command.id(), command.by(), clock.instant()))
                .thenRun(kept -> {
                    changed(kept);
                    command.replyTo().tell(StatusReply.success(Done.getInstance()));
                });
    }

    private void changed(Kept kept) {
        watcher.accept(kept.grants());
        nudge.run();
    }

    @Override
    public EventHandler<Kept, GrantEvent> eventHandler() {
        return (state, event) -> new Kept(state.grants().after(event));
    }

    @Override
    public SignalHandler<Kept> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), kept -> watcher.accept(kept.grants()))
                .build();
    }

    private GrantEvent event(ApprovalView approval) {
        var detail = approval.detail();
        return new GrantEvent.Added(
                detail.path("tool").asText(),
                detail.path("subject").asText(),
                detail.path("agent").asText(),
                approval.scope() == Scope.ALWAYS ? null : approval.threadId(),
                approval.id(),
                approval.kind() == ApprovalKind.PERMISSION ? approval.extensionId() : null,
                approval.kind() == ApprovalKind.PERMISSION
                        ? detail.path("version").asInt()
                        : null,
                clock.instant());
    }
}
