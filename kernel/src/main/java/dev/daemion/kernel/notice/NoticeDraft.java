package dev.daemion.kernel.notice;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import org.jspecify.annotations.Nullable;

/**
 * What a person is to be told. Title and text may stand on a lock screen: they name what happened, never what was said.
 * Control and direction characters become spaces; what is too long is cut.
 *
 * @param title a few words, at most {@value #TITLE_LENGTH_MAX} characters
 * @param text one sentence, at most {@value #TEXT_LENGTH_MAX} characters; may be empty
 * @param threadId where to go, null for nowhere
 * @param runId the run it comes from, null for none
 * @param approvalId the question to answer, null for none
 * @param job the job it is about, null for none
 */
public record NoticeDraft(
        NoticeKind kind,
        String title,
        String text,
        @Nullable ThreadId threadId,
        @Nullable RunId runId,
        @Nullable ApprovalId approvalId,
        @Nullable String job) {
    public static final int TITLE_LENGTH_MAX = 100;
    public static final int TEXT_LENGTH_MAX = 300;

    public NoticeDraft {
        title = shown(title, TITLE_LENGTH_MAX);
        text = shown(text, TEXT_LENGTH_MAX);
        if (title.isEmpty()) {
            title = "Daemion";
        }
    }

    /** Two drafts of one kind and one subject within a minute are one notice that counts two. */
    public String subject() {
        return switch (kind) {
            case APPROVAL_NEEDED -> String.valueOf(approvalId);
            case RUN_FAILED, RUN_FINISHED, JOB_PAUSED -> job == null ? String.valueOf(runId) : job;
            case BUDGET_WARNED -> "budget";
            case MESSAGE -> title + "\n" + text;
        };
    }

    private static String shown(String text, int lengthMax) {
        var plain = new StringBuilder();
        text.codePoints().map(NoticeDraft::plain).forEach(plain::appendCodePoint);
        var line = plain.toString().strip().replaceAll(" {2,}", " ");
        if (line.length() <= lengthMax) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(lengthMax - 2)) ? lengthMax - 2 : lengthMax - 1;
        return line.substring(0, end) + "…";
    }

    private static int plain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> ' ';
            default -> point;
        };
    }
}
