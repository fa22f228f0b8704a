package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.Notice;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.substrate.presentation.NoticeEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Notices that can be read")
final class NoticesTest {
    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");
    private static final String INBOX = "notices";

    @TempDir
    private Path directory;

    private static NoticeId id(int number) {
        return new NoticeId("ntc_" + String.format("%026d", number));
    }

    private static NoticeEvent.Posted posted(int number, String title, @Nullable ThreadId thread) {
        var draft = new NoticeDraft(NoticeKind.MESSAGE, title, "", thread, null, null, null);
        return new NoticeEvent.Posted(Notice.of(id(number), draft, START.plusSeconds(number)), "s" + number);
    }

    private static List<NoticeId> page(
            StorageFixture storage, boolean unreadOnly, @Nullable NoticeId after, int limit) {
        return storage.read(new StorageQuery.Notices(unreadOnly, after, limit)).items().stream()
                .map(Notice::id)
                .toList();
    }

    @Test
    @DisplayName("come unread first, each newest first, page by page, and change place when they are seen or repeated")
    void order() {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            for (int i = 1; i <= 5; i++) {
                storage.journal(INBOX, posted(i, "m" + i, null));
            }
            storage.journal(INBOX, new NoticeEvent.Read(id(5), START), new NoticeEvent.Read(id(2), START));
            storage.catchUp();
            assertThat(page(storage, false, null, 50)).containsExactly(id(4), id(3), id(1), id(5), id(2));
            assertThat(page(storage, true, null, 50)).containsExactly(id(4), id(3), id(1));
            assertThat(page(storage, false, null, 2)).containsExactly(id(4), id(3));
            assertThat(page(storage, false, id(3), 2)).containsExactly(id(1), id(5));
            assertThat(page(storage, false, id(5), 2)).containsExactly(id(2));
            assertThat(storage.read(new StorageQuery.Notices(false, id(5), 2)).next())
                    .isNull();
            storage.journal(INBOX, new NoticeEvent.Repeated(id(2), 2, START.plusSeconds(100)));
            storage.catchUp();
            var first = storage.read(new StorageQuery.Notices(false, null, 1))
                    .items()
                    .getFirst();
            assertThat(first.id()).isEqualTo(id(2));
            assertThat(first.count()).isEqualTo(2);
            assertThat(first.readAt()).isNull();
            storage.journal(INBOX, new NoticeEvent.AllRead(START.plusSeconds(200)));
            storage.catchUp();
            assertThat(page(storage, true, null, 50)).isEmpty();
            assertThat(storage.read(new StorageQuery.FramesAfter(0, null, 100)))
                    .filteredOn(frame -> frame.type() == FrameType.NOTIFICATION)
                    .hasSize(9)
                    .last()
                    .satisfies(frame -> assertThat(frame.json()).contains("\"allReadAt\":\"2026-11-20T10:03:20Z\""));
        }
    }

    @Test
    @DisplayName("are the newest thousand")
    void bounded() {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            var all = new ArrayList<NoticeEvent>();
            for (int i = 0; i < 1_003; i++) {
                all.add(posted(i, "m", null));
            }
            storage.journal(INBOX, all.toArray(NoticeEvent[]::new));
            storage.catchUp();
            assertThat(storage.count("SELECT count(*) FROM notices")).isEqualTo(1_000);
            assertThat(storage.count("SELECT count(*) FROM notices WHERE notice_id < '" + id(3) + "'"))
                    .isZero();
        }
    }

    @Test
    @DisplayName("of a thread go with it, to the last byte, and the inbox goes on")
    void erased() throws IOException {
        try (var storage = new StorageFixture(directory.resolve("daemion.db"))) {
            var secret = new Conversation(storage);
            secret.create("Secret");
            storage.journal(
                    INBOX,
                    posted(1, "stays", null),
                    posted(2, "zebrafinch4711", secret.thread),
                    posted(3, "too", null));
            storage.catchUp();
            storage.erase(secret.thread);
            for (var file : List.of("daemion.db", "daemion.db-wal")) {
                var path = directory.resolve(file);
                if (Files.exists(path)) {
                    assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
                            .doesNotContain("zebrafinch4711");
                }
            }
            storage.journal(INBOX, new NoticeEvent.Repeated(id(2), 2, START), posted(4, "new", null));
            storage.catchUp();
            assertThat(page(storage, false, null, 50)).containsExactly(id(4), id(3), id(1));
        }
    }
}
