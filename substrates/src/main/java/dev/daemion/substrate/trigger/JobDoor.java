package dev.daemion.substrate.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** How the substrate's flows reach a job's entity and the other substrates: through messages, from any stage. */
record JobDoor(Asks asks, SubstrateRefs refs, ActorRef<TriggerProtocol.Message> self) {
    /** A message to one job's entity, sent on by the substrate, which alone owns them. */
    record ToJob(ExtensionId id, JobEntity.Command command) implements TriggerProtocol.Message {}

    <T> CompletionStage<T> ask(ExtensionId id, Function<ActorRef<StatusReply<T>>, JobEntity.Command> command) {
        return asks.ask(self, replyTo -> new ToJob(id, command.apply(replyTo)));
    }

    <T> CompletionStage<T> read(StorageQuery<T> query) {
        return asks.ask(refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo));
    }

    /** Completes with the value once every reader sees what was journalled before. */
    <T> CompletionStage<T> visible(T value) {
        return asks.<StorageProtocol.Message, Done>ask(refs.storage(), StorageProtocol.CatchUp::new)
                .thenApply(_ -> value);
    }

    /** A tool call of the job's own content, outside its run. Fails with TOOL_DENIED. */
    CompletionStage<String> call(
            Warrant warrant, ThreadId threadId, RunId runId, String agentId, String tool, JsonNode input) {
        return asks.withTimeout(CALL_WITHIN)
                .ask(
                        refs.execution(),
                        replyTo -> new ExecutionProtocol.CallTool(
                                warrant, threadId, runId, agentId, tool, input, replyTo));
    }

    /** Tells a person; one that cannot be told now is not told later. */
    CompletionStage<Done> tell(NoticeDraft draft) {
        return tell(draft, false);
    }

    /** @param inboxOnly true for what devices whose page is closed need not be woken for */
    CompletionStage<Done> tell(NoticeDraft draft, boolean inboxOnly) {
        return asks.<PresentationProtocol.Message, Done>ask(
                        refs.presentation(), replyTo -> new PresentationProtocol.Notify(draft, inboxOnly, replyTo))
                .exceptionally(_ -> Done.getInstance());
    }

    /** Longer than the call itself may take. */
    private static final java.time.Duration CALL_WITHIN = java.time.Duration.ofSeconds(65);
}
