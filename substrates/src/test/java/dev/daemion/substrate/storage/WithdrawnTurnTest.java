package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.substrate.context.ThreadEvent;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A message that was taken back while it waited")
final class WithdrawnTurnTest {
    @TempDir
    private Path directory;

    private StorageFixture storage;
    private Conversation talk;
    private Conversation.Question taken;

    @BeforeEach
    void takeBack() {
        storage = new StorageFixture(directory.resolve("daemion.db"));
        talk = new Conversation(storage);
        talk.create("Taken back");
        talk.exchange("first", "1");
        taken = talk.post("quokka", false, "key");
        storage.catchUp();
        assertThat(storage.read(new StorageQuery.Search("quokka", 5))).hasSize(1);
        talk.thread(new ThreadEvent.TurnWithdrawn(taken.runId(), talk.tick()));
        storage.catchUp();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    @DisplayName("is no turn of its thread, is not found, and its run was cancelled; also in tables derived anew")
    void isGone() {
        check();
        new Tail(storage.database, StorageJournal.rows(storage.system())).rebuild();
        check();
    }

    private void check() {
        assertThat(storage.read(new StorageQuery.Turns(talk.thread, null, 50)).items())
                .extracting(TurnView::content)
                .containsExactly("first", "1");
        assertThat(storage.read(new StorageQuery.Search("quokka", 5))).isEmpty();
        var run = storage.read(new StorageQuery.OneRun(taken.runId()));
        assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(run.finishedAt()).isNotNull();
        assertThat(storage.read(new StorageQuery.OpenThreads())).isEmpty();
    }

    @Test
    @DisplayName("keeps its key: the same request once more does not say it again")
    void key() {
        assertThatThrownBy(() -> storage.read(new StorageQuery.TurnByKey("key")))
                .cause()
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.CONFLICT));
    }

    @Test
    @DisplayName("is told to whoever watches: its run was cancelled, its answer stopped, its thread updated")
    void frames() {
        var frames = storage.read(new StorageQuery.FramesAfter(0, talk.thread, 1_000));
        var last = frames.subList(frames.size() - 3, frames.size());
        assertThat(last)
                .extracting(StreamFrame::type)
                .containsExactly(FrameType.RUN_UPDATED, FrameType.STOPPED, FrameType.THREAD_UPDATED);
        assertThat(last.getFirst().json()).contains(taken.runId().value(), "cancelled");
        assertThat(last.get(1).json()).contains(taken.answerId().value());
    }
}
