package dev.daemion.substrate.storage.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.protocol.TriggerProtocol.Event;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Events that wait for jobs")
class EventTableTest {
    @Test
    @DisplayName("are kept up to their most, two of one row included; of more the oldest go")
    void bounded(@TempDir Path directory) {
        try (var database = JournalDatabase.open(directory.resolve("daemion.db"))) {
            int rows = EventTable.KEPT_MAX / 2 + 100;
            for (int from = 1; from <= rows; from += 5_000) {
                var events = new ArrayList<Event>();
                for (int row = from; row < Math.min(from + 5_000, rows + 1); row++) {
                    events.add(event(row, "run.finished"));
                    events.add(event(row, "turn.finished"));
                }
                database.write(Durability.ORDERED, sql -> {
                    EventTable.put(sql, events);
                    return true;
                });
            }
            var kept = database.read(EventTable::open);
            assertThat(kept).hasSizeBetween(EventTable.KEPT_MAX - 2, EventTable.KEPT_MAX);
            assertThat(kept.getLast().ordering()).isEqualTo(rows);
            assertThat(kept.getFirst().ordering()).isEqualTo(101);
        }
    }

    private static Event event(int row, String name) {
        return new Event(row, name, null, JsonNodeFactory.instance.objectNode(), Instant.EPOCH);
    }
}
