package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ContextProtocol.ThreadChange;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** What a person does with whole threads: make, change, fork, delete. */
record ThreadDesk(ThreadDoor door, IdSource ids) {
    /** Turns that a fork copies at most; a longer thread is forked by its newest ones. */
    static final int FORK_TURNS_MAX = 2_000;

    CompletionStage<ThreadView> create(ThreadChange wanted) {
        var id = ThreadId.next(ids);
        var blank = new ThreadSettings(
                ThreadSettings.DEFAULT_TITLE,
                ThreadSettings.DEFAULT_AGENT,
                null,
                ThreadSettings.DEFAULT_MODE,
                null,
                false);
        return known(wanted.model())
                .thenApply(_ -> apply(blank, wanted))
                .thenCompose(settings ->
                        door.<Done>ask(id, replyTo -> new ThreadEntity.Create(settings, null, List.of(), replyTo)))
                .thenCompose(_ -> view(id));
    }

    CompletionStage<Done> open(ContextProtocol.OpenThread wanted) {
        var title = wanted.title().length() <= ThreadSettings.TITLE_LENGTH_MAX
                ? wanted.title()
                : wanted.title().substring(0, ThreadSettings.TITLE_LENGTH_MAX);
        var settings = new ThreadSettings(title, wanted.agentId(), null, ThreadSettings.DEFAULT_MODE, null, false);
        return door.<Done>ask(wanted.id(), replyTo -> new ThreadEntity.Create(settings, null, List.of(), replyTo))
                .exceptionallyCompose(failure ->
                        Asks.cause(failure) instanceof Problem problem && problem.code() == ProblemCode.CONFLICT
                                ? CompletableFuture.completedStage(Done.getInstance())
                                : CompletableFuture.failedStage(failure));
    }

    CompletionStage<ThreadView> change(ThreadId id, ThreadChange change) {
        return known(change.model())
                .thenCompose(_ -> door.<Done>ask(
                        id, replyTo -> new ThreadEntity.Change(settings -> apply(settings, change), replyTo)))
                .thenCompose(_ -> view(id));
    }

    /** Fails with MODEL_NOT_FOUND. A budget that is spent forbids to ask, not to choose. */
    private CompletionStage<Done> known(@Nullable String model) {
        if (model == null || model.isEmpty()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return door.asks()
                .<ExecutionProtocol.Message, Done>ask(
                        door.refs().execution(), replyTo -> new ExecutionProtocol.Admit(model, null, replyTo))
                .exceptionallyCompose(failure ->
                        Asks.cause(failure) instanceof Problem problem && problem.code() == ProblemCode.BUDGET_EXHAUSTED
                                ? CompletableFuture.completedStage(Done.getInstance())
                                : CompletableFuture.failedStage(failure));
    }

    CompletionStage<TurnId> note(ThreadId id, Role role, List<Part> parts) {
        var turnId = TurnId.next(ids);
        return door.<Done>ask(id, replyTo -> new ThreadEntity.Note(turnId, role, parts, replyTo))
                .thenApply(_ -> turnId);
    }

    CompletionStage<Done> delete(ThreadId id) {
        return door.read(new StorageQuery.OneThread(id))
                .thenCompose(_ -> door.asks()
                        .<ExecutionProtocol.Message, Done>ask(
                                door.refs().execution(), replyTo -> new ExecutionProtocol.StopThread(id, replyTo)))
                .thenCompose(_ -> door.<Done>ask(id, ThreadEntity.Leave::new))
                .thenCompose(_ -> door.asks()
                        .<StorageProtocol.Message, Done>ask(
                                door.refs().storage(), replyTo -> new StorageProtocol.EraseThread(id, replyTo)))
                .whenComplete((_, _) -> door.self().tell(new ThreadDoor.ToThread(id, new ThreadEntity.Stop())));
    }

    CompletionStage<ThreadView> fork(ThreadId id, @Nullable TurnId upTo) {
        return door.read(new StorageQuery.OneThread(id))
                .thenCompose(origin -> turns(id, upTo, null, List.of()).thenCompose(turns -> {
                    var copyId = ThreadId.next(ids);
                    var settings = new ThreadSettings(
                            forkTitle(origin.title()),
                            origin.agentId(),
                            origin.model(),
                            origin.mode(),
                            origin.projectId(),
                            false);
                    var copies = turns.stream().map(turn -> copy(copyId, turn)).toList();
                    return door.<Done>ask(copyId, replyTo -> new ThreadEntity.Create(settings, id, copies, replyTo))
                            .thenCompose(_ -> view(copyId));
                }));
    }

    /** Pages backwards from the newest turn to the first, then keeps what is not after {@code upTo}. */
    private CompletionStage<List<TurnView>> turns(
            ThreadId id, @Nullable TurnId upTo, @Nullable TurnId before, List<TurnView> later) {
        return door.read(new StorageQuery.Turns(id, before, StorageQuery.LIMIT_MAX))
                .thenCompose(page -> {
                    var all = new ArrayList<>(page.items());
                    all.addAll(later);
                    if (page.next() != null && all.size() < FORK_TURNS_MAX) {
                        return turns(id, upTo, new TurnId(page.next()), all);
                    }
                    return upTo == null ? CompletableFuture.completedStage(List.copyOf(all)) : cut(id, all, upTo);
                });
    }

    private static CompletionStage<List<TurnView>> cut(ThreadId id, List<TurnView> turns, TurnId upTo) {
        for (int i = 0; i < turns.size(); i++) {
            if (turns.get(i).id().equals(upTo)) {
                return CompletableFuture.completedStage(List.copyOf(turns.subList(0, i + 1)));
            }
        }
        return CompletableFuture.failedStage(
                new Problem(ProblemCode.TURN_NOT_FOUND, "there is no turn " + upTo + " in thread " + id));
    }

    private TurnView copy(ThreadId threadId, TurnView turn) {
        return new TurnView(
                TurnId.next(ids),
                threadId,
                turn.agentId(),
                turn.role(),
                turn.content(),
                turn.parts(),
                turn.model(),
                turn.costUsd(),
                null,
                turn.createdAt(),
                turn.status());
    }

    private CompletionStage<ThreadView> view(ThreadId id) {
        return door.visible(id).thenCompose(_ -> door.read(new StorageQuery.OneThread(id)));
    }

    private static String forkTitle(String title) {
        var text = title + " (fork)";
        return text.length() <= ThreadSettings.TITLE_LENGTH_MAX ? text : title;
    }

    /** The settings with the wanted ones in place. Throws VALIDATION_FAILED with everything that is wrong. */
    static ThreadSettings apply(ThreadSettings settings, ThreadChange change) {
        var title = change.title() == null ? settings.title() : change.title().strip();
        if (title.isEmpty() || title.length() > ThreadSettings.TITLE_LENGTH_MAX) {
            var expected = "expected 1 to " + ThreadSettings.TITLE_LENGTH_MAX + " characters, found " + title.length();
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED, "the title: " + expected, List.of(new Finding("/title", expected)));
        }
        return new ThreadSettings(
                title,
                change.agentId() == null ? settings.agentId() : change.agentId(),
                cleared(settings.model(), change.model()),
                change.mode() == null ? settings.mode() : change.mode(),
                cleared(settings.projectId(), change.projectId()),
                change.archived() == null ? settings.archived() : change.archived());
    }

    private static @Nullable String cleared(@Nullable String present, @Nullable String wanted) {
        if (wanted == null) {
            return present;
        }
        return wanted.isEmpty() ? null : wanted;
    }
}
