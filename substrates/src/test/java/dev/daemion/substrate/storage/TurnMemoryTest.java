package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.protocol.StorageQuery;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A thread that is read again and again")
final class TurnMemoryTest {
    @TempDir
    private Path directory;

    private StorageFixture storage;
    private Conversation talk;

    @BeforeEach
    void open() {
        storage = new StorageFixture(directory.resolve("daemion.db"));
        talk = new Conversation(storage);
        talk.create("Read often");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    @DisplayName("shows each time what is so now: a message that waited begins, and is answered")
    void now() {
        var waiting = talk.post("first", false, null);
        assertThat(turns()).extracting(TurnView::status).containsExactly(TurnStatus.QUEUED);
        talk.begin(waiting);
        talk.start(waiting);
        assertThat(turns()).extracting(TurnView::status).containsExactly(TurnStatus.COMPLETE);
        talk.exchange("second", "2");
        assertThat(turns()).extracting(TurnView::content).containsExactly("first", "second", "2");
        assertThat(turns()).isEqualTo(turns());
    }

    @Test
    @DisplayName("is gone when it was erased")
    void erased() {
        talk.exchange("first", "1");
        assertThat(turns()).hasSize(2);
        storage.erase(talk.thread);
        assertThatThrownBy(this::turns).hasCauseInstanceOf(Problem.class);
    }

    @Test
    @DisplayName("is read whole when it is longer than what is remembered")
    void longer() {
        for (int i = 0; i < 12; i++) {
            talk.exchange("question " + i, "x".repeat(100_000) + i);
        }
        assertThat(turns()).hasSize(24).isEqualTo(turns());
        assertThat(turns().getLast().content()).endsWith("x11");
        assertThat(turns().get(1).content()).endsWith("x0");
    }

    private List<TurnView> turns() {
        storage.catchUp();
        return storage.read(new StorageQuery.Turns(talk.thread, null, 50)).items();
    }
}
