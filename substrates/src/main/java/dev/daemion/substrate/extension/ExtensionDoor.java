package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * How flows reach an extension entity, the index, the read tables and the approvals: through messages, from any stage.
 */
record ExtensionDoor(Asks asks, SubstrateRefs refs, Clock clock, ActorRef<ExtensionProtocol.Message> self) {
    /** How long a version waits for a person. */
    static final Duration EXPIRES_AFTER = Duration.ofDays(14);

    /** A message to one extension, sent on by the substrate, which alone owns the entities. */
    record ToExtension(ExtensionId id, ExtensionEntity.Command command) implements ExtensionProtocol.Message {}

    /** The index takes over how an extension stands. */
    record Settle(Outcome outcome, ActorRef<StatusReply<Settled>> replyTo) implements ExtensionProtocol.Message {}

    /** The same for many at once; that the catalog changed is told once at the end, by whoever sends it. */
    record SettleAll(List<Outcome> outcomes, ActorRef<StatusReply<List<Settled>>> replyTo)
            implements ExtensionProtocol.Message {}

    /**
     * @param withdrawn the question that nobody needs to answer any more, else null
     * @param switchOff themes that make room for one that was just chosen
     */
    record Settled(Outcome outcome, @Nullable ApprovalId withdrawn, List<ExtensionId> switchOff) {}

    CompletionStage<Outcome> tell(
            ExtensionId id, Function<ActorRef<StatusReply<Outcome>>, ExtensionEntity.Command> command) {
        return ask(id, command);
    }

    <T> CompletionStage<T> ask(ExtensionId id, Function<ActorRef<StatusReply<T>>, ExtensionEntity.Command> command) {
        return asks.ask(self, replyTo -> new ToExtension(id, command.apply(replyTo)));
    }

    <T> CompletionStage<T> read(StorageQuery<T> query) {
        return asks.ask(refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo));
    }

    /** Completes with the value once every reader sees what was journalled before. */
    <T> CompletionStage<T> visible(T value) {
        return asks.<StorageProtocol.Message, Done>ask(refs.storage(), StorageProtocol.CatchUp::new)
                .thenApply(_ -> value);
    }

    /** The index knows, questions are asked and withdrawn, other themes make room. */
    CompletionStage<Outcome> settle(Outcome outcome, @Nullable ThreadId cardIn) {
        return asks.<ExtensionProtocol.Message, Settled>ask(self, replyTo -> new Settle(outcome, replyTo))
                .thenCompose(settled -> follow(settled, cardIn));
    }

    CompletionStage<Done> settleAll(List<Outcome> outcomes) {
        return asks.<ExtensionProtocol.Message, List<Settled>>ask(self, replyTo -> new SettleAll(outcomes, replyTo))
                .thenCompose(all -> {
                    CompletionStage<Done> chain = CompletableFuture.completedStage(Done.getInstance());
                    for (var settled : all) {
                        chain = chain.thenCompose(_ -> follow(settled, null)).thenApply(_ -> Done.getInstance());
                    }
                    return chain;
                });
    }

    private CompletionStage<Outcome> follow(Settled settled, @Nullable ThreadId cardIn) {
        var outcome = settled.outcome();
        if (settled.withdrawn() != null) {
            refs.execution().tell(new ExecutionProtocol.WithdrawApproval(settled.withdrawn()));
        }
        CompletionStage<Outcome> chain = CompletableFuture.completedStage(outcome);
        for (var other : settled.switchOff()) {
            chain = chain.thenCompose(_ -> tell(
                                    other,
                                    replyTo -> new ExtensionEntity.Toggle(
                                            false, outcome.view().name(), replyTo))
                            .thenCompose(off -> settle(off, null)))
                    .thenApply(_ -> outcome);
        }
        var waiting = outcome.waiting();
        if (waiting == null || !outcome.isNew()) {
            return chain;
        }
        // The proposal is durable already: a question that cannot be asked now is asked at the next start.
        return chain.thenCompose(_ -> question(outcome, waiting, cardIn).handle((_, _) -> outcome));
    }

    /** What approving it starts, sends to, or lets agents use, exactly: a program, an address, tools. */
    private static String reached(JsonNode shown) {
        var definition = shown.path("definition");
        if (shown.path("type").asText().equals(ExtensionType.CAPABILITY.wire())
                && !definition.path("tools").isEmpty()) {
            return " It brings the agents " + definition.path("agents") + " the tools " + definition.path("tools")
                    + ", within its permissions.";
        }
        boolean isServer = shown.path("type").asText().equals(ExtensionType.INTEGRATION.wire())
                && definition.path("kind").asText().equals("mcp");
        boolean isApp = shown.path("type").asText().equals(ExtensionType.APP.wire()) && definition.has("project");
        if (isApp) {
            return " Started, it runs the program " + definition.path("command") + " in "
                    + definition.path("project").asText() + ".";
        }
        if (!isServer) {
            return "";
        }
        return definition.has("command")
                ? " It starts the program " + definition.path("command") + "."
                : " It talks to " + definition.path("url").asText() + ".";
    }

    /** Asks a person about what waits; asked again it answers how the question stands. */
    CompletionStage<ApprovalView> question(Outcome outcome, Outcome.Waiting waiting, @Nullable ThreadId cardIn) {
        var view = outcome.view();
        var shown = waiting.shown();
        var manifest = new Manifest(
                view.type(),
                view.name(),
                shown.path("description").asText(),
                shown.path("definition"),
                shown.get("permissions"),
                null);
        return ReferenceCheck.unknown(this, manifest)
                .thenCombine(firing(manifest), (unknown, words) -> words + named(unknown))
                .thenCompose(more -> question(outcome, waiting, cardIn, more));
    }

    /** When a job fires and what it is forecast to cost; empty for everything else. */
    private CompletionStage<String> firing(Manifest manifest) {
        if (manifest.type() != ExtensionType.JOB) {
            return CompletableFuture.completedStage("");
        }
        return read(new StorageQuery.JobFigures())
                .thenApply(figures -> figures.stream()
                        .filter(figure -> figure.job().equals(manifest.name()))
                        .findFirst()
                        .map(figure -> JobWords.of(manifest.name(), manifest.definition(), figure, clock))
                        .orElseGet(() -> JobWords.of(manifest.name(), manifest.definition(), null, clock)));
    }

    /** What it mentions that is not there: it may come later, and a person wants to know now. */
    private static String named(List<Finding> unknown) {
        return unknown.stream().map(finding -> " It " + finding.detail() + ".").collect(Collectors.joining());
    }

    private CompletionStage<ApprovalView> question(
            Outcome outcome, Outcome.Waiting waiting, @Nullable ThreadId cardIn, String named) {
        var view = outcome.view();
        var what = view.type().wire() + " '" + view.name() + "'";
        var question = new ExecutionProtocol.ApprovalQuestion(
                ApprovalKind.EXTENSION,
                waiting.version() == 1 ? "New " + what : "Change of " + what,
                waiting.by() + " proposes: "
                        + waiting.shown().path("description").asText() + reached(waiting.shown()) + named,
                waiting.shown(),
                view.id(),
                null,
                cardIn,
                waiting.since().plus(EXPIRES_AFTER));
        return asks.ask(
                refs.execution(),
                replyTo -> new ExecutionProtocol.RequestApproval(waiting.approvalId(), question, replyTo));
    }
}
