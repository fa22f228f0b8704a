package dev.daemion.substrate.presentation;

import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one answer has shown since its {@code start}, for readers that come late. Neighbouring deltas are one frame.
 * Past {@link #CHARACTERS_MAX} only the text stays, past twice that it is cut and says so: the stored turn, which
 * follows the answer, is whole in any case.
 */
final class AnswerBuffer {
    static final int CHARACTERS_MAX = 1 << 21;
    private static final String DELTA = "\"delta\":\"";
    private static final String CUT = "\\n…\\n";

    private final List<FrameBody> frames = new ArrayList<>();
    private @Nullable OpenDelta open;
    private long characterCount;
    private boolean isTextOnly;
    private boolean isCut;

    /** Deltas that are being joined: {@code head} is everything up to the text. */
    private record OpenDelta(FrameType type, String head, StringBuilder text) {
        FrameBody close() {
            return new FrameBody(type, head + text + "\"");
        }
    }

    long characterCount() {
        return characterCount;
    }

    void add(FrameBody frame) {
        if (!isShown(frame.type()) || (isTextOnly && !isKept(frame.type()))) {
            return;
        }
        if (characterCount > 2L * CHARACTERS_MAX && frame.type() == FrameType.TEXT_DELTA) {
            cut();
            return;
        }
        characterCount += frame.members().length();
        int at = frame.members().indexOf(DELTA);
        if (at < 0 || !isDelta(frame.type())) {
            closeOpen();
            frames.add(frame);
        } else {
            join(frame, at + DELTA.length());
        }
        if (characterCount > CHARACTERS_MAX && !isTextOnly) {
            keepTextOnly();
        }
    }

    /** Everything so far, in order; extended frames only on request. */
    List<FrameBody> frames(boolean isExtended) {
        var all = new ArrayList<FrameBody>(frames.size() + 1);
        for (var frame : frames) {
            if (isExtended || !frame.type().isExtended()) {
                all.add(frame);
            }
        }
        if (open != null && (isExtended || !open.type().isExtended())) {
            all.add(open.close());
        }
        return all;
    }

    private void join(FrameBody frame, int textAt) {
        var head = frame.members().substring(0, textAt);
        var text = frame.members().substring(textAt, frame.members().length() - 1);
        if (open != null && open.type() == frame.type() && open.head().equals(head)) {
            open.text().append(text);
        } else {
            closeOpen();
            open = new OpenDelta(frame.type(), head, new StringBuilder(text));
        }
    }

    private void closeOpen() {
        if (open != null) {
            frames.add(open.close());
            open = null;
        }
    }

    private void keepTextOnly() {
        closeOpen();
        var all = List.copyOf(frames);
        frames.clear();
        characterCount = 0;
        isTextOnly = true;
        all.stream().filter(frame -> isKept(frame.type())).forEach(this::add);
    }

    private void cut() {
        if (!isCut && open != null) {
            open.text().append(CUT);
            isCut = true;
        }
    }

    /** What makes an answer; what else its run says is news of the moment and not said again. */
    private static boolean isShown(FrameType type) {
        return switch (type) {
            case START, TEXT_DELTA, THINKING_DELTA, TOOL_START, TOOL_END, WARNING, FINISH, ERROR, STOPPED -> true;
            case CONNECTED,
                    MESSAGE,
                    EXTENSION_CHANGED,
                    THREAD_UPDATED,
                    APPROVAL_REQUESTED,
                    APPROVAL_RESOLVED,
                    RUN_UPDATED,
                    NOTIFICATION -> false;
        };
    }

    private static boolean isDelta(FrameType type) {
        return type == FrameType.TEXT_DELTA || type == FrameType.THINKING_DELTA;
    }

    private static boolean isKept(FrameType type) {
        return switch (type) {
            case START, TEXT_DELTA, FINISH, ERROR, STOPPED -> true;
            case CONNECTED,
                    MESSAGE,
                    TOOL_START,
                    TOOL_END,
                    WARNING,
                    EXTENSION_CHANGED,
                    THREAD_UPDATED,
                    THINKING_DELTA,
                    APPROVAL_REQUESTED,
                    APPROVAL_RESOLVED,
                    RUN_UPDATED,
                    NOTIFICATION -> false;
        };
    }
}
