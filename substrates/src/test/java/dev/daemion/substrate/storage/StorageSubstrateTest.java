package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Read tables")
final class StorageSubstrateTest {
    @TempDir
    private Path directory;

    private StorageFixture storage;
    private Conversation talk;

    @BeforeEach
    void open() {
        storage = new StorageFixture(directory.resolve("daemion.db"));
        talk = new Conversation(storage);
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    @DisplayName("show a message as soon as its write was acknowledged and the tail was asked to catch up")
    void readYourWrites() {
        talk.create("Hello");
        for (int i = 0; i < 50; i++) {
            var question = talk.post("message " + i);
            storage.catchUp();
            assertThat(storage.read(new StorageQuery.OneTurn(question.turnId())).content())
                    .isEqualTo("message " + i);
        }
    }

    @Test
    @DisplayName("compose an answer from texts, thoughts and steps in order, the unfinished rest last")
    void composesAnswer() {
        talk.create("Parts");
        var question = talk.post("read it");
        talk.start(question);
        talk.prompt(question, "frame");
        talk.reply(
                question,
                "0.01",
                new ReplyBlock.Thinking("hm", null, null),
                new ReplyBlock.Text("Let me look."),
                new ReplyBlock.ToolUse("call_1", "Read", Conversation.json("path", "a.txt")));
        talk.step(question, "call_1", "a.txt", "content of a", null);
        talk.end(question, RunStatus.CANCELLED, "It says", null);
        storage.catchUp();

        var answer = storage.read(new StorageQuery.OneTurn(question.answerId()));
        assertThat(answer.role()).isEqualTo(Role.ASSISTANT);
        assertThat(answer.status()).isEqualTo(TurnStatus.PARTIAL);
        assertThat(answer.content()).isEqualTo("Let me look.\n\nIt says");
        assertThat(answer.parts())
                .containsExactly(
                        new Part.Thinking("hm"),
                        new Part.Text("Let me look."),
                        new Part.Step(
                                "call_1", "Read", Conversation.json("path", "a.txt"), "content of a", null, false, 12L),
                        new Part.Text("It says"));
        assertThat(storage.read(new StorageQuery.OneRun(question.runId())).steps())
                .hasSize(1);
    }

    @Test
    @DisplayName("put the answer right after its question, also when another message came meanwhile")
    void ordersTurns() {
        talk.create("Queue");
        var first = talk.post("first");
        var second = talk.post("second", false, null);
        storage.catchUp();
        assertThat(storage.read(new StorageQuery.OneTurn(second.turnId())).status())
                .isEqualTo(TurnStatus.QUEUED);
        talk.start(first);
        talk.reply(first, null, new ReplyBlock.Text("one"));
        talk.end(first, RunStatus.SUCCEEDED, null, null);
        talk.begin(second);
        storage.catchUp();

        var page = storage.read(new StorageQuery.Turns(talk.thread, null, 50));
        assertThat(page.items()).extracting(TurnView::content).containsExactly("first", "one", "second");
        assertThat(page.items().getLast().status()).isEqualTo(TurnStatus.COMPLETE);
        assertThat(storage.read(new StorageQuery.OpenThreads())).containsExactly(talk.thread);
    }

    @Test
    @DisplayName("page backwards through the turns of a thread")
    void pagesTurns() {
        talk.create("Pages");
        for (int i = 0; i < 5; i++) {
            talk.post("m" + i);
        }
        storage.catchUp();
        var newest = storage.read(new StorageQuery.Turns(talk.thread, null, 2));
        assertThat(newest.items()).extracting(TurnView::content).containsExactly("m3", "m4");
        var before = new TurnId(java.util.Objects.requireNonNull(newest.next()));
        var older = storage.read(new StorageQuery.Turns(talk.thread, before, 3));
        assertThat(older.items()).extracting(TurnView::content).containsExactly("m0", "m1", "m2");
        assertThat(older.next()).isNull();
    }

    @Test
    @DisplayName("refuse what is not there by its own code")
    void refusesUnknown() {
        assertThatThrownBy(() -> storage.read(new StorageQuery.OneThread(ThreadId.next(Conversation.IDS))))
                .hasCauseInstanceOf(Problem.class)
                .cause()
                .extracting(problem -> ((Problem) problem).code())
                .isEqualTo(ProblemCode.THREAD_NOT_FOUND);
    }
}
