package dev.daemion.substrate.context;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** How the substrate's flows reach a thread entity and the read tables: through messages, from any stage. */
record ThreadDoor(Asks asks, SubstrateRefs refs, ActorRef<ContextProtocol.Message> self) {
    /** A message to one thread, sent on by the substrate, which alone owns the entities. */
    record ToThread(ThreadId id, ThreadEntity.Command command) implements ContextProtocol.Message {}

    <T> CompletionStage<T> ask(ThreadId id, Function<ActorRef<StatusReply<T>>, ThreadEntity.Command> command) {
        return asks.ask(self, replyTo -> new ToThread(id, command.apply(replyTo)));
    }

    <T> CompletionStage<T> read(StorageQuery<T> query) {
        return asks.ask(refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo));
    }

    /** The newest turns of a thread, oldest first. */
    CompletionStage<List<TurnView>> said(ThreadId id) {
        return read(new StorageQuery.Turns(id, null, StorageQuery.LIMIT_MAX)).thenApply(Page::items);
    }

    /** Completes with the value once every reader sees what was journalled before. */
    <T> CompletionStage<T> visible(T value) {
        return asks.<StorageProtocol.Message, Done>ask(refs.storage(), StorageProtocol.CatchUp::new)
                .thenApply(_ -> value);
    }
}
