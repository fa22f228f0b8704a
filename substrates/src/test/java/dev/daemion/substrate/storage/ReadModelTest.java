package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Questions to the read tables")
final class ReadModelTest {
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

    @Nested
    @DisplayName("Threads")
    final class Threads {
        @Test
        @DisplayName("come last touched first, page by page, filtered by title and archive")
        void pages() {
            var titles = new ArrayList<String>();
            for (int i = 0; i < 7; i++) {
                // Each conversation has a clock of its own that starts anew: the id decides between equals.
                var thread = new Conversation(storage);
                thread.create(i % 2 == 0 ? "Gerade Ä " + i : "Odd 100% " + i);
                titles.addFirst(i % 2 == 0 ? "Gerade Ä " + i : "Odd 100% " + i);
            }
            storage.catchUp();
            var found = new ArrayList<String>();
            String cursor = null;
            do {
                var page = storage.read(new StorageQuery.Threads(null, false, cursor, 3));
                page.items().forEach(thread -> found.add(thread.title()));
                cursor = page.next();
            } while (cursor != null);
            assertThat(found).containsExactlyElementsOf(titles);
            assertThat(list("100%")).hasSize(3);
            assertThat(list("%")).hasSize(3);
            assertThat(list("gerade ä")).hasSize(4);
            assertThat(storage.read(new StorageQuery.Threads(null, true, null, 50))
                            .items())
                    .isEmpty();
        }

        @Test
        @DisplayName("say what runs and what nobody has read, and forget it when somebody has")
        void unread() {
            talk.create("Unread");
            var question = talk.post("one");
            storage.catchUp();
            assertThat(thread().running()).isTrue();
            talk.start(question);
            talk.end(question, RunStatus.SUCCEEDED, null, null);
            talk.exchange("two", "2");
            storage.catchUp();
            assertThat(thread().running()).isFalse();
            assertThat(thread().unread()).isEqualTo(2);

            storage.storage.tell(new StorageProtocol.MarkRead(talk.thread));
            var deadline = System.nanoTime() + StorageFixture.PATIENCE.toNanos();
            while (thread().unread() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(thread().unread()).isZero();
            assertThat(list(null).getFirst().unread()).isZero();
        }

        @Test
        @DisplayName("are the very same page while nothing changes and a new one when something did")
        void keptPage() {
            talk.create("Kept");
            storage.catchUp();
            var query = new StorageQuery.Threads(null, null, null, 50);
            var first = storage.read(query);
            assertThat(storage.read(query)).isSameAs(first);
            talk.thread(new ThreadEvent.Changed(Conversation.settings("Renamed"), talk.tick()));
            storage.catchUp();
            assertThat(storage.read(query).items())
                    .extracting(ThreadView::title)
                    .containsExactly("Renamed");
        }

        private ThreadView thread() {
            return storage.read(new StorageQuery.OneThread(talk.thread));
        }

        private List<ThreadView> list(@org.jspecify.annotations.Nullable String text) {
            return storage.read(new StorageQuery.Threads(text, null, null, 50)).items();
        }
    }

    @Nested
    @DisplayName("Search")
    final class Search {
        @Test
        @DisplayName("finds words by their beginning, without case and accents, also inside steps")
        void finds() {
            talk.create("Kitchen");
            var question = talk.post("Where is the Crème brûlée recipe?");
            talk.start(question);
            talk.reply(question, null, new ReplyBlock.ToolUse("c", "Read", Conversation.json("path", "x")));
            talk.step(question, "c", "desserts/list.md", "vanilla, eggs and sugar", null);
            talk.reply(question, null, new ReplyBlock.Text("In the desserts file."));
            talk.end(question, RunStatus.SUCCEEDED, null, null);
            storage.catchUp();
            assertThat(hits("creme brul")).containsExactly(question.turnId().value());
            assertThat(hits("VANIL sugar")).containsExactly(question.answerId().value());
            assertThat(hits("list.md")).containsExactly(question.answerId().value());
            assertThat(hits("vanilla recipe")).isEmpty();
            var hit = storage.read(new StorageQuery.Search("vanilla", 10)).getFirst();
            assertThat(hit.title()).isEqualTo("Kitchen");
            assertThat(hit.snippet()).contains("vanilla").hasSizeLessThanOrEqualTo(200);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"",
                    "a\"b",
                    "***",
                    "AND",
                    "NOT OR",
                    "a NEAR(b",
                    "content:x",
                    "(",
                    "-",
                    "^x",
                    "{a b}",
                    "x\0y",
                    " ",
                    "'; --",
                    "\uD800",
                    "a*b*"
                })
        @DisplayName("takes any text for words, never for query syntax")
        void harmless(String text) {
            talk.create("Harmless");
            talk.post("nothing to see");
            storage.catchUp();
            assertThat(hits(text)).isEmpty();
        }

        private List<String> hits(String text) {
            return storage.read(new StorageQuery.Search(text, 10)).stream()
                    .map(StorageQuery.SearchHit::id)
                    .toList();
        }
    }

    @Test
    @DisplayName("Runs: every state from queued to the end, newest first")
    void runs() {
        talk.create("Runs");
        var question = talk.post("one");
        storage.catchUp();
        assertThat(run(question).status()).isEqualTo(RunStatus.QUEUED);
        talk.start(question);
        storage.catchUp();
        assertThat(run(question).status()).isEqualTo(RunStatus.RUNNING);
        talk.prompt(question, "frame");
        talk.reply(question, null, new ReplyBlock.Text("one"));
        talk.end(question, RunStatus.FAILED, "rest", "It broke.");
        var second = talk.exchange("two", "2");
        storage.catchUp();
        assertThat(run(question).error()).isEqualTo("It broke.");
        assertThat(run(question).output()).isEqualTo("one\n\nrest");
        assertThat(run(question).costUsd()).isNull();
        assertThat(run(second).costUsd()).isEqualByComparingTo("0.0125");
        assertThat(storage.read(new StorageQuery.Runs(null, talk.thread, null, 20)))
                .extracting(RunView::id)
                .containsExactly(second.runId(), question.runId());
        var one = new StorageQuery.Runs(null, talk.thread, null, 1);
        var first = storage.read(new StorageQuery.RunPage(one, null));
        assertThat(first.items()).extracting(RunView::id).containsExactly(second.runId());
        assertThat(first.next()).isEqualTo(second.runId().value());
        var last = storage.read(new StorageQuery.RunPage(one, second.runId()));
        assertThat(last.items()).extracting(RunView::id).containsExactly(question.runId());
        assertThat(last.next()).isNull();
        assertThat(storage.read(new StorageQuery.Runs(null, null, RunStatus.FAILED, 20)))
                .hasSize(1);
    }

    @Test
    @DisplayName("Costs: exact sums, and unknown is not zero")
    void costs() {
        talk.create("Costs");
        var question = talk.post("one");
        talk.start(question);
        talk.prompt(question, "frame");
        talk.reply(question, "0.1", new ReplyBlock.Text("a"));
        talk.reply(question, "0.2", new ReplyBlock.Text("b"));
        talk.end(question, RunStatus.SUCCEEDED, null, null);
        storage.catchUp();
        assertThat(storage.read(new StorageQuery.SpentSince(Conversation.START)))
                .isEqualTo(new BigDecimal("0.3"));
        assertThat(storage.read(new StorageQuery.SpentSince(Conversation.START.plusSeconds(3_600))))
                .isZero();
        var day = LocalDate.parse("2026-11-20");
        assertThat(storage.read(new StorageQuery.Costs(day, day)))
                .containsExactly(new StorageQuery.CostRow(
                        day, "daemion", "claude-sonnet", null, 1, new BigDecimal("0.3"), new Usage(200, 40, 0, 0)));

        var unknown = talk.post("two");
        talk.start(unknown);
        talk.run(unknown, new RunEvent.Prompted("local", "llama", "frame", null, null, null, talk.tick()));
        talk.reply(unknown, null, new ReplyBlock.Text("a"));
        storage.catchUp();
        assertThat(storage.read(new StorageQuery.Costs(day, day)))
                .filteredOn(row -> row.model().equals("llama"))
                .singleElement()
                .satisfies(row -> assertThat(row.costUsd()).isNull());
    }

    @Test
    @DisplayName("Idempotency keys: the turn and the digest it was made with")
    void keys() {
        talk.create("Keys");
        var question = talk.post("once", true, "key-1");
        storage.catchUp();
        var known = storage.read(new StorageQuery.TurnByKey("key-1")).orElseThrow();
        assertThat(known.turn().id()).isEqualTo(question.turnId());
        assertThat(known.requestDigest()).isEqualTo("digest of key-1");
        assertThat(storage.read(new StorageQuery.TurnByKey("key-2"))).isEmpty();
    }

    @Test
    @DisplayName("Drafts: the newest text at once, gone when it is emptied")
    void drafts() {
        talk.create("Drafts");
        var question = talk.post("one");
        storage.catchUp();
        storage.storage.tell(new StorageProtocol.SaveDraft(question.runId(), "so f", ""));
        storage.storage.tell(new StorageProtocol.SaveDraft(question.runId(), "so far", "hm"));
        assertThat(storage.read(new StorageQuery.Draft(question.runId())))
                .contains(new StorageQuery.DraftText("so far", "hm"));
        awaitDraftRows(1);
        assertThat(storage.read(new StorageQuery.Draft(question.runId())))
                .contains(new StorageQuery.DraftText("so far", "hm"));
        storage.storage.tell(new StorageProtocol.SaveDraft(question.runId(), "", ""));
        assertThat(storage.read(new StorageQuery.Draft(question.runId()))).isEmpty();
        awaitDraftRows(0);
        assertThat(storage.read(new StorageQuery.Draft(question.runId()))).isEmpty();
    }

    @Test
    @DisplayName("Blobs: stored once by hash, dropped by housekeeping once old and named by nobody")
    void blobs() {
        String named = storage.ask(replyTo -> new StorageProtocol.PutBlob("named", replyTo));
        String unnamed = storage.ask(replyTo -> new StorageProtocol.PutBlob("unnamed", replyTo));
        String again = storage.ask(replyTo -> new StorageProtocol.PutBlob("named", replyTo));
        assertThat(again).isEqualTo(named).hasSize(64);
        talk.create("Blobs");
        var question = talk.post("one");
        talk.start(question);
        talk.prompt(question, named);
        storage.catchUp();
        storage.compact();
        assertThat(storage.read(new StorageQuery.Blob(unnamed))).as("young").isEqualTo("unnamed");
        storage.database.write(Durability.FULL, sql -> sql.update("UPDATE blobs SET put_us = 0"));
        storage.compact();
        assertThat(storage.read(new StorageQuery.Blob(named))).isEqualTo("named");
        assertThatThrownBy(() -> storage.read(new StorageQuery.Blob(unnamed))).hasCauseInstanceOf(Problem.class);
    }

    @Test
    @DisplayName("Contexts: exactly what the last model call was given, from what the journal names")
    void contexts() throws JsonProcessingException {
        talk.create("Context");
        var first = talk.exchange("What is a?", "It is b.");
        var question = talk.post("And c?");
        talk.start(question);
        String frame =
                storage.ask(replyTo -> new StorageProtocol.PutBlob("{\"system\":\"Be brief.\",\"tools\":[]}", replyTo));
        String whole = storage.ask(replyTo -> new StorageProtocol.PutBlob("the whole output", replyTo));
        talk.run(
                question,
                new RunEvent.Prompted(
                        "anthropic", "claude", frame, first.turnId(), first.answerId(), null, talk.tick()));
        talk.reply(question, null, new ReplyBlock.ToolUse("call_1", "Read", Conversation.json("path", "c")));
        talk.step(question, "call_1", "c", "the wh", whole);
        talk.reply(question, null, new ReplyBlock.Text("c is d."));
        talk.end(question, RunStatus.SUCCEEDED, null, null);
        storage.catchUp();

        var context = Json.shown().readTree(storage.read(new StorageQuery.TurnContext(question.answerId())));
        assertThat(context.path("provider").asText()).isEqualTo("anthropic");
        assertThat(context.path("system").asText()).isEqualTo("Be brief.");
        assertThat(context.path("messages")).hasSize(5);
        assertThat(context.path("messages").get(0).path("text").asText()).isEqualTo("What is a?");
        assertThat(context.path("messages").get(2).path("text").asText()).isEqualTo("And c?");
        assertThat(context.path("messages")
                        .get(4)
                        .path("answers")
                        .get(0)
                        .path("output")
                        .asText())
                .isEqualTo("the whole output");
    }

    private RunView run(Conversation.Question question) {
        return storage.read(new StorageQuery.OneRun(question.runId()));
    }

    private void awaitDraftRows(long wanted) {
        var deadline = System.nanoTime() + StorageFixture.PATIENCE.toNanos();
        while (storage.database.read(sql -> sql.number("SELECT count(*) FROM drafts")) != wanted) {
            assertThat(System.nanoTime())
                    .as("drafts are written within their delay")
                    .isLessThan(deadline);
        }
    }
}
