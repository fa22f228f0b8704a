package dev.daemion.substrate.storage;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.substrate.context.ThreadEvent;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * A process that does nothing but journal, in many threads at once, and says each acknowledged turn on its standard
 * output. It never ends by itself.
 */
final class KilledGateway {
    private static final int THREADS = 8;

    private KilledGateway() {}

    public static void main(String[] arguments) {
        var storage = new StorageFixture(Path.of(arguments[0]));
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int i = 0; i < THREADS; i++) {
            storage.kit.spawn(talker(storage, out));
        }
    }

    private record Acknowledged(TurnId turn) {}

    private static Behavior<Acknowledged> talker(StorageFixture storage, PrintStream out) {
        return Behaviors.setup(context -> {
            var thread = ThreadId.next(Conversation.IDS);
            var entity = context.spawn(new RecordingEntity("thread|" + thread), "entity");
            var created = new ThreadEvent.Created(Conversation.settings("Killed"), null, Conversation.START);
            var first = TurnId.next(Conversation.IDS);
            context.pipeToSelf(
                    AskPattern.<RecordingEntity.Command, Done>ask(
                            entity,
                            replyTo -> new RecordingEntity.Keep(List.of(created, posted(first)), replyTo),
                            Duration.ofSeconds(30),
                            context.getSystem().scheduler()),
                    (done, failure) -> new Acknowledged(first));
            return Behaviors.receiveMessage(acknowledged -> {
                out.println(acknowledged.turn());
                storage.storage.tell(new dev.daemion.kernel.protocol.StorageProtocol.Nudge());
                next(entity, context);
                return Behaviors.same();
            });
        });
    }

    private static void next(
            ActorRef<RecordingEntity.Command> entity,
            org.apache.pekko.actor.typed.javadsl.ActorContext<Acknowledged> context) {
        var turn = TurnId.next(Conversation.IDS);
        context.pipeToSelf(
                AskPattern.<RecordingEntity.Command, Done>ask(
                        entity,
                        replyTo -> new RecordingEntity.Keep(List.of(posted(turn)), replyTo),
                        Duration.ofSeconds(30),
                        context.getSystem().scheduler()),
                (done, failure) -> {
                    if (failure != null) {
                        throw new IllegalStateException(failure);
                    }
                    return new Acknowledged(turn);
                });
    }

    private static ThreadEvent.TurnPosted posted(TurnId turn) {
        return new ThreadEvent.TurnPosted(
                turn,
                TurnId.next(Conversation.IDS),
                RunId.next(Conversation.IDS),
                "under load",
                List.of(),
                "daemion",
                null,
                "plan",
                null,
                null,
                null,
                Conversation.START);
    }
}
