package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.approval.ApprovalEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Erasing a thread")
final class ErasureTest {
    private static final String MARKER = "zebrafinch4711";

    @TempDir
    private Path directory;

    @Test
    @DisplayName(
            "leaves no byte of its content in the file, the log or the search index, and everything else as it was")
    void erases() throws IOException {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            var kept = new Conversation(storage);
            kept.create("Kept");
            var neighbour = kept.exchange("what stays", "stays");
            var secret = new Conversation(storage);
            fill(storage, secret);
            storage.catchUp();
            assertThat(files()).as("the content is there before").anyMatch(ErasureTest::holdsMarker);
            assertThat(storage.read(new StorageQuery.Search(MARKER, 50))).isNotEmpty();
            var spent = storage.read(new StorageQuery.SpentSince(Conversation.START));

            storage.erase(secret.thread);

            assertThat(files()).as("no byte of it is left").noneMatch(ErasureTest::holdsMarker);
            assertThat(storage.read(new StorageQuery.Search(MARKER, 50))).isEmpty();
            assertThat(storage.read(new StorageQuery.Threads(null, null, null, 50))
                            .items())
                    .extracting(ThreadView::id)
                    .containsExactly(kept.thread);
            assertThatThrownBy(() -> storage.read(new StorageQuery.OneThread(secret.thread)))
                    .hasCauseInstanceOf(Problem.class);
            assertThat(storage.read(new StorageQuery.OneTurn(neighbour.answerId()))
                            .content())
                    .isEqualTo("stays");
            assertThat(storage.read(new StorageQuery.Approvals(null, null, 50))).isEmpty();
            assertThat(storage.read(new StorageQuery.SpentSince(Conversation.START)))
                    .as("erasing gives no budget back")
                    .isEqualByComparingTo(spent);
            assertThat(storage.count("SELECT count(*) FROM blobs")).isZero();
            assertThat(storage.count("SELECT count(*) FROM drafts")).isZero();

            kept.exchange("life goes on", "indeed");
            storage.catchUp();
            storage.erase(secret.thread);
        }
    }

    @Test
    @DisplayName("is not undone by a draft that comes late")
    void lateDraft() throws IOException {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            var kept = new Conversation(storage);
            kept.create("Kept");
            var secret = new Conversation(storage);
            secret.create("Secret");
            var lasting = kept.post("lasting");
            kept.start(lasting);
            var gone = secret.post("gone");
            secret.start(gone);
            storage.catchUp();
            storage.erase(secret.thread);

            storage.storage.tell(new StorageProtocol.SaveDraft(gone.runId(), "late " + MARKER, ""));
            storage.storage.tell(new StorageProtocol.SaveDraft(lasting.runId(), "in time", ""));

            var deadline = System.nanoTime() + StorageFixture.PATIENCE.toNanos();
            while (storage.count("SELECT count(*) FROM drafts") == 0) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
            assertThat(storage.count("SELECT count(*) FROM drafts")).isOne();
            assertThat(files()).noneMatch(ErasureTest::holdsMarker);
        }
    }

    @Test
    @DisplayName("leaves nothing that a text put again a moment later relies on")
    void putAgain() {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            var gone = new Conversation(storage);
            gone.create("Gone");
            var question = gone.post("hello");
            gone.start(question);
            String hash = storage.ask(replyTo -> new StorageProtocol.PutBlob("be brief", replyTo));
            gone.run(question, new RunEvent.Prompted("p", "m", hash, null, null, null, gone.tick()));
            storage.catchUp();
            storage.erase(gone.thread);
            assertThat(storage.count("SELECT count(*) FROM blobs")).isZero();

            String again = storage.ask(replyTo -> new StorageProtocol.PutBlob("be brief", replyTo));

            assertThat(again).isEqualTo(hash);
            assertThat(storage.read(new StorageQuery.Blob(hash))).isEqualTo("be brief");
        }
    }

    private static void fill(StorageFixture storage, Conversation secret) {
        secret.create("About " + MARKER);
        String shared = storage.ask(replyTo -> new StorageProtocol.PutBlob("shared by two", replyTo));
        String own = storage.ask(replyTo -> new StorageProtocol.PutBlob(MARKER + " output ".repeat(3_000), replyTo));
        var other = new Conversation(storage);
        other.create("Other");
        var question = other.post("other");
        other.start(question);
        other.run(question, new RunEvent.Prompted("p", "m", shared, null, null, null, other.tick()));
        for (int i = 0; i < 60; i++) {
            var mine = secret.post(MARKER + " question " + i + " " + "filler ".repeat(i * 7 % 300), true, MARKER + i);
            secret.start(mine);
            secret.run(mine, new RunEvent.Prompted("p", "m", shared, null, null, null, secret.tick()));
            secret.reply(mine, "0.001", new ReplyBlock.Text("answer " + MARKER + " " + "words ".repeat(i * 13 % 500)));
            secret.step(mine, "c" + i, MARKER, MARKER + " begins", own);
            secret.end(mine, RunStatus.CANCELLED, "partial " + MARKER, null);
        }
        var waiting = secret.post("waits " + MARKER);
        secret.start(waiting);
        storage.storage.tell(new StorageProtocol.SaveDraft(waiting.runId(), "draft " + MARKER, ""));
        storage.journal(
                "approval|" + ApprovalId.next(Conversation.IDS),
                new ApprovalEvent.Requested(
                        ApprovalKind.TOOL,
                        "Bash " + MARKER,
                        MARKER,
                        Conversation.json("command", MARKER),
                        "hash",
                        null,
                        waiting.runId(),
                        secret.thread,
                        null,
                        secret.tick()));
        secret.thread(new ThreadEvent.Changed(Conversation.settings("Still " + MARKER), secret.tick()));
        // What both named goes with the last of them.
        storage.erase(other.thread);
    }

    private List<byte[]> files() throws IOException {
        var contents = new ArrayList<byte[]>();
        try (var all = Files.list(directory)) {
            for (var file : all.toList()) {
                contents.add(Files.readAllBytes(file));
            }
        }
        return contents;
    }

    private static boolean holdsMarker(byte[] content) {
        return new String(content, StandardCharsets.ISO_8859_1).contains(MARKER);
    }
}
