package dev.daemion.substrate.storage;

import dev.daemion.kernel.journal.JournalEntry;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/** An entity that journals whatever it is told, under any persistence id: the real way into the journal. */
final class RecordingEntity extends EventSourcedBehavior<RecordingEntity.Command, JournalEntry, Integer> {
    private final int snapshotEveryEvents;

    sealed interface Command {}

    record Keep(List<JournalEntry> entries, ActorRef<Done> replyTo) implements Command {
        Keep {
            entries = List.copyOf(entries);
        }
    }

    record Count(ActorRef<Integer> replyTo) implements Command {}

    RecordingEntity(String persistenceId) {
        this(persistenceId, Integer.MAX_VALUE);
    }

    RecordingEntity(String persistenceId, int snapshotEveryEvents) {
        super(PersistenceId.ofUniqueId(persistenceId));
        this.snapshotEveryEvents = snapshotEveryEvents;
    }

    @Override
    public Integer emptyState() {
        return 0;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(snapshotEveryEvents, 1);
    }

    @Override
    public CommandHandler<Command, JournalEntry, Integer> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Keep.class,
                        command -> Effect()
                                .persist(command.entries())
                                .thenRun(() -> command.replyTo().tell(Done.getInstance())))
                .onCommand(Count.class, (count, command) -> {
                    command.replyTo().tell(count);
                    return Effect().none();
                })
                .build();
    }

    @Override
    public EventHandler<Integer, JournalEntry> eventHandler() {
        return (count, entry) -> count + 1;
    }
}
