package dev.daemion.substrate.presentation.push;

import dev.daemion.kernel.notice.Notice;
import dev.daemion.kernel.wire.Json;
import java.nio.charset.StandardCharsets;

/**
 * What a locked screen shows.
 *
 * @param kind as {@code Notice} names it
 * @param title a few words
 * @param text one sentence without content
 * @param url where in the page it leads, relative
 */
public record PushText(String id, String kind, String title, String text, String url) {
    private static final int TITLE_LENGTH_MAX = 120;
    private static final int TEXT_LENGTH_MAX = 400;

    public PushText {
        title = cut(title, TITLE_LENGTH_MAX);
        text = cut(text, TEXT_LENGTH_MAX);
    }

    /** What a device shows of a notice, and where it leads. */
    public static PushText of(Notice notice) {
        return new PushText(notice.id().value(), notice.kind().wire(), notice.title(), notice.text(), place(notice));
    }

    /** As the page leads from its inbox: to the question, the run that explains itself, the job, or the thread. */
    private static String place(Notice notice) {
        if (notice.approvalId() != null) {
            return "/#/approvals";
        }
        if (notice.job() != null) {
            return notice.runId() != null ? "/#/runs/" + notice.runId() : "/#/jobs/" + notice.job();
        }
        return notice.threadId() == null ? "/" : "/#/t/" + notice.threadId();
    }

    byte[] body() {
        return Json.show(this).getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 8030 §5.3: what waits for a person wakes the phone, everything else may wait for it. */
    String urgency() {
        return kind.equals("approval-needed") ? "high" : "normal";
    }

    private static String cut(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length - 1)) + "…";
    }
}
