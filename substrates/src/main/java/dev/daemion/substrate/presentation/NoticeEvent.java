package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.notice.Notice;
import java.time.Instant;

/** What a person was told and what they saw. Persistence id {@code notices}. */
public sealed interface NoticeEvent extends JournalEntry {
    /** @param subject what a second one within a minute is folded by, as a SHA-256 (hex) */
    @JournalName("notice-posted")
    record Posted(Notice notice, String subject) implements NoticeEvent {}

    /** @param count how often it has happened now, from 2 */
    @JournalName("notice-repeated")
    record Repeated(NoticeId id, int count, Instant at) implements NoticeEvent {}

    @JournalName("notice-read")
    record Read(NoticeId id, Instant at) implements NoticeEvent {}

    @JournalName("notices-read")
    record AllRead(Instant at) implements NoticeEvent {}
}
