package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.notice.NoticeKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The notices there are, oldest first, without their words: those are read from the tables, and go when their thread is
 * erased. Also the entity's snapshot.
 */
@JournalName("notices-snapshot")
record NoticeState(List<Entry> entries) implements JournalEntry {
    /** Older ones are dropped, here and in the read table. */
    static final int NOTICES_MAX = 1_000;

    NoticeState {
        entries = List.copyOf(entries);
    }

    /** @param subject as in {@link NoticeEvent.Posted} */
    record Entry(
            NoticeId id,
            NoticeKind kind,
            String subject,
            @Nullable RunId runId,
            int count,
            Instant at,
            boolean isRead) {}

    static NoticeState empty() {
        return new NoticeState(List.of());
    }

    /** The newest of that kind and subject. */
    Optional<Entry> newest(NoticeKind kind, String subject) {
        return entries.reversed().stream()
                .filter(entry -> entry.kind() == kind && entry.subject().equals(subject))
                .findFirst();
    }

    Optional<Entry> byId(NoticeId id) {
        return entries.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    long count(Predicate<Entry> which) {
        return entries.stream().filter(which).count();
    }

    NoticeState apply(NoticeEvent event) {
        return switch (event) {
            case NoticeEvent.Posted posted -> posted(posted);
            case NoticeEvent.Repeated again ->
                change(
                        again.id(),
                        entry -> new Entry(
                                entry.id(),
                                entry.kind(),
                                entry.subject(),
                                entry.runId(),
                                again.count(),
                                again.at(),
                                false));
            case NoticeEvent.Read read -> change(read.id(), NoticeState::read);
            case NoticeEvent.AllRead _ ->
                new NoticeState(entries.stream().map(NoticeState::read).toList());
        };
    }

    private NoticeState posted(NoticeEvent.Posted posted) {
        var notice = posted.notice();
        var next = new ArrayList<>(entries);
        next.add(new Entry(notice.id(), notice.kind(), posted.subject(), notice.runId(), 1, notice.at(), false));
        return new NoticeState(next.subList(Math.max(0, next.size() - NOTICES_MAX), next.size()));
    }

    private NoticeState change(NoticeId id, UnaryOperator<Entry> change) {
        return new NoticeState(entries.stream()
                .map(entry -> entry.id().equals(id) ? change.apply(entry) : entry)
                .toList());
    }

    private static Entry read(Entry entry) {
        return new Entry(entry.id(), entry.kind(), entry.subject(), entry.runId(), entry.count(), entry.at(), true);
    }
}
