package dev.daemion.gateway.stream;

import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.StreamSignal;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a stream asks of the presentation substrate once it runs.
 *
 * @param hub the substrate; a stream ends when it does
 * @param command makes the request for the reader that is given to it
 */
record Subscription(
        ActorRef<PresentationProtocol.Message> hub,
        Function<ActorRef<StreamSignal>, PresentationProtocol.Command> command) {
    void begin(ActorRef<StreamSignal> reader) {
        hub.tell(command.apply(reader));
    }
}
