package dev.daemion.substrate.storage;

import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import java.time.Instant;

/** What happened to the process. Persistence id {@code gateway}. */
public sealed interface GatewayEvent extends JournalEntry {
    /**
     * Stands in the journal before anything else of a launch, so that the stream's numbers go on above those of the
     * launch before it.
     */
    @JournalName("gateway-started")
    record Started(String version, Instant at) implements GatewayEvent {}
}
