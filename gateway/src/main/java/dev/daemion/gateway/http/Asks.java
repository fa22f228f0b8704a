package dev.daemion.gateway.http;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.pattern.StatusReply;

/** Questions to the substrates: one message each, and the reply or the refusal as a stage. */
public final class Asks {
    private final ActorSystem<?> system;
    private final SubstrateRefs refs;
    private final Duration patience;

    /** @param patience how long a reply may take; longer than any timeout within the substrates */
    public Asks(ActorSystem<?> system, SubstrateRefs refs, Duration patience) {
        this.system = system;
        this.refs = refs;
        this.patience = patience;
    }

    public <R> CompletionStage<R> read(StorageQuery<R> query) {
        return ask(refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo));
    }

    public <R> CompletionStage<R> context(Function<ActorRef<StatusReply<R>>, ContextProtocol.Message> message) {
        return ask(refs.context(), message);
    }

    public <R> CompletionStage<R> execution(Function<ActorRef<StatusReply<R>>, ExecutionProtocol.Message> message) {
        return ask(refs.execution(), message);
    }

    public <R> CompletionStage<R> extension(Function<ActorRef<StatusReply<R>>, ExtensionProtocol.Message> message) {
        return ask(refs.extension(), message);
    }

    public <R> CompletionStage<R> presentation(
            Function<ActorRef<StatusReply<R>>, PresentationProtocol.Message> message) {
        return ask(refs.presentation(), message);
    }

    public <R> CompletionStage<R> trigger(Function<ActorRef<StatusReply<R>>, TriggerProtocol.Message> message) {
        return ask(refs.trigger(), message);
    }

    SubstrateRefs refs() {
        return refs;
    }

    ActorSystem<?> system() {
        return system;
    }

    private <M, R> CompletionStage<R> ask(ActorRef<M> substrate, Function<ActorRef<StatusReply<R>>, M> message) {
        return AskPattern.askWithStatus(substrate, message, patience, system.scheduler());
    }
}
