package dev.daemion.kernel.notice;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something a person was told; see {@link NoticeDraft} for its words.
 *
 * @param count how often it happened, from 1; the same within a minute is counted instead of told again
 * @param at when it last happened
 * @param readAt when a person saw it; null while it is unread
 */
public record Notice(
        NoticeId id,
        NoticeKind kind,
        String title,
        String text,
        @Nullable ThreadId threadId,
        @Nullable RunId runId,
        @Nullable ApprovalId approvalId,
        @Nullable String job,
        int count,
        Instant at,
        @Nullable Instant readAt) {
    public static Notice of(NoticeId id, NoticeDraft draft, Instant at) {
        return new Notice(
                id,
                draft.kind(),
                draft.title(),
                draft.text(),
                draft.threadId(),
                draft.runId(),
                draft.approvalId(),
                draft.job(),
                1,
                at,
                null);
    }
}
