package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ContextProtocol.TurnPost;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.RunRequest;
import dev.daemion.kernel.wire.Json;
import dev.daemion.kernel.wire.Sha256;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * The way of a message from a person into its thread: known key? admitted? stored, its run started, visible to every
 * reader; only then acknowledged.
 */
record TurnIntake(ThreadDoor door, IdSource ids, CommandDesk commands) {
    private static final int TITLE_LENGTH = 60;

    /** @param catalog what takes part right now: what was typed may be a command of it */
    CompletionStage<TurnView> take(TurnPost post, Catalog catalog) {
        var key = post.idempotencyKey();
        if (key == null) {
            return admit(post, catalog, null);
        }
        var digest = Sha256.hex(Json.store(post));
        return door.read(new StorageQuery.TurnByKey(key))
                .thenCompose(found -> found.isPresent() ? again(found.get(), digest) : admit(post, catalog, digest));
    }

    private static CompletionStage<TurnView> again(StorageQuery.KeyedTurn known, String digest) {
        return known.requestDigest().equals(digest)
                ? CompletableFuture.completedStage(known.turn())
                : CompletableFuture.failedStage(new Problem(
                        ProblemCode.IDEMPOTENCY_MISMATCH,
                        "this Idempotency-Key was used for another request: make a new key for a new message"));
    }

    private CompletionStage<TurnView> admit(TurnPost said, Catalog catalog, @Nullable String digest) {
        var runId = RunId.next(ids);
        door.refs().execution().tell(new ExecutionProtocol.Expect(runId));
        return commands.resolve(said, catalog).thenCompose(resolved -> {
            var model = resolved.isFree()
                    ? ProviderSettings.BUILT_IN
                    : resolved.post().model();
            return countedFor(resolved, catalog)
                    .thenCompose(agentId -> door.asks()
                            .<ExecutionProtocol.Message, Done>ask(
                                    door.refs().execution(),
                                    replyTo -> new ExecutionProtocol.Admit(model, agentId.orElse(null), replyTo)))
                    .thenCompose(_ -> store(resolved.post(), runId, resolved.assignment(), digest));
        });
    }

    /** Whose turn it is; empty for steps without a model. The thread is asked only where a rate wants to know. */
    private CompletionStage<Optional<String>> countedFor(CommandDesk.Resolved resolved, Catalog catalog) {
        var post = resolved.post();
        if (resolved.isFree()) {
            return CompletableFuture.completedStage(Optional.empty());
        }
        var threadId = post.threadId();
        return post.agentId() == null && threadId != null && hasRates(catalog)
                ? door.read(new StorageQuery.OneThread(threadId)).thenApply(thread -> Optional.of(thread.agentId()))
                : CompletableFuture.completedStage(
                        Optional.of(Objects.requireNonNullElse(post.agentId(), ThreadSettings.DEFAULT_AGENT)));
    }

    private static boolean hasRates(Catalog catalog) {
        return catalog.ofType(ExtensionType.CONTROL)
                .anyMatch(control -> control.definition().path("kind").asText().equals("rate"));
    }

    private CompletionStage<TurnView> store(
            TurnPost post, RunId runId, @Nullable Assignment assignment, @Nullable String digest) {
        var threadId = Optional.ofNullable(post.threadId()).orElseGet(() -> ThreadId.next(ids));
        var createWith = post.threadId() == null ? settings(post) : null;
        var names = new ThreadEntity.PostIds(TurnId.next(ids), TurnId.next(ids), runId);
        return door.<ThreadEntity.Posted>ask(
                        threadId,
                        replyTo -> new ThreadEntity.Post(post, names, createWith, digest, assignment, replyTo))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        // An answer that came too late leaves its rows to the next who looks.
                        door.refs().storage().tell(new StorageProtocol.Nudge());
                    }
                })
                .thenCompose(posted -> {
                    var visible = door.visible(posted.turn());
                    if (posted.begun() != null) {
                        door.self().tell(new ReadAhead.Begun(runId, said(threadId, visible)));
                    }
                    start(posted.begun());
                    if (assignment == null) {
                        // Jobs that listen to what is said fire beside the answer.
                        door.refs()
                                .trigger()
                                .tell(new TriggerProtocol.Said(
                                        threadId, posted.turn().id(), post.content()));
                    }
                    return visible;
                });
    }

    private CompletionStage<List<TurnView>> said(ThreadId threadId, CompletionStage<TurnView> visible) {
        return visible.thenCompose(_ -> door.said(threadId));
    }

    /**
     * Tells the execution substrate what to run. An answer that does not come is no loss: the thread knows its run and
     * takes it up again at the next start.
     */
    void start(@Nullable RunRequest begun) {
        if (begun != null) {
            door.asks()
                    .<ExecutionProtocol.Message, Done>ask(
                            door.refs().execution(), replyTo -> new ExecutionProtocol.StartRun(begun, replyTo))
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            door.self().tell(new StartFailed(begun, Asks.cause(failure)));
                        }
                    });
        }
    }

    /** True when it waited; one that has begun meanwhile is told to start once more, so that it can be stopped. */
    CompletionStage<Boolean> withdraw(ThreadId threadId, RunId runId) {
        return door.<ThreadEntity.Withdrawal>ask(threadId, replyTo -> new ThreadEntity.Withdraw(runId, replyTo))
                .thenApply(withdrawal -> {
                    start(withdrawal.begun());
                    return withdrawal.isWithdrawn();
                });
    }

    /** For the log. */
    record StartFailed(RunRequest request, Throwable cause) implements ContextProtocol.Message {}

    private static ThreadSettings settings(TurnPost post) {
        return new ThreadSettings(
                title(post.content()),
                Objects.requireNonNullElse(post.agentId(), ThreadSettings.DEFAULT_AGENT),
                post.model(),
                Objects.requireNonNullElse(post.mode(), ThreadSettings.DEFAULT_MODE),
                null,
                false);
    }

    /** The first line of what was said, cut at a word. */
    static String title(String content) {
        var line = content.strip().lines().findFirst().orElse("").strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            return ThreadSettings.DEFAULT_TITLE;
        }
        if (line.codePointCount(0, line.length()) <= TITLE_LENGTH) {
            return line;
        }
        var cut = line.substring(0, line.offsetByCodePoints(0, TITLE_LENGTH));
        int space = cut.lastIndexOf(' ');
        return (space > TITLE_LENGTH / 2 ? cut.substring(0, space) : cut) + "…";
    }
}
