package dev.daemion.substrate.storage;

import dev.daemion.kernel.journal.JournalSerializer;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.serialization.SerializationExtension;

/** Finds the serializer the entities write with, so that the tail reads with the same. */
final class StorageJournal {
    private StorageJournal() {}

    static JournalRows rows(ActorSystem<?> system) {
        var serializer =
                SerializationExtension.get(system).serializerByIdentity().get(JournalSerializer.IDENTIFIER);
        if (serializer.isDefined() && serializer.get() instanceof JournalSerializer journal) {
            return new JournalRows(journal);
        }
        throw new IllegalStateException(
                "no JournalSerializer is configured: reference.conf of this module has to be loaded");
    }
}
