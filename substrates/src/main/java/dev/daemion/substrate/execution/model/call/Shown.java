package dev.daemion.substrate.execution.model.call;

import dev.daemion.substrate.execution.model.ModelEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the reader of an answer has seen so far. When the answer has to be asked for again, deltas that repeat it are
 * kept back; the first one that differs sends {@link ModelEvent.Restarted} and everything of the new answer up to
 * there. So no delta is ever shown twice. Used by one thread.
 */
final class Shown {
    private static final int CHARS_MAX = 16 * 1024 * 1024;

    private final Consumer<ModelEvent> out;
    private final List<Piece> pieces = new ArrayList<>();
    private int chars;
    private boolean isRepeating;
    private int piece;
    private int offset;

    Shown(Consumer<ModelEvent> out) {
        this.out = out;
    }

    /** True once anything was shown. */
    boolean isAnything() {
        return !pieces.isEmpty();
    }

    /** A new try begins; what it says is compared with what was shown. */
    void begin() {
        isRepeating = isAnything();
        piece = 0;
        offset = 0;
    }

    void accept(ModelEvent delta) {
        switch (delta) {
            case ModelEvent.TextDelta(var text) -> accept(Channel.TEXT, text);
            case ModelEvent.ThinkingDelta(var text) -> accept(Channel.THINKING, text);
            case ModelEvent.ToolInputDelta(var id, var tool, var json) ->
                accept(new Channel(Kind.TOOL, id, tool), json);
            case ModelEvent.Restarted ignored -> out.accept(delta);
            case ModelEvent.Retrying ignored -> out.accept(delta);
            case ModelEvent.Completed ignored -> out.accept(delta);
        }
    }

    /** The try came to its end. An answer that is shorter than what was shown differs from it, too. */
    void end() {
        if (!isRepeating) return;
        var isAll =
                piece == pieces.size() - 1 && offset == pieces.get(piece).text().length();
        if (!isAll) startAgain();
    }

    private void accept(Channel channel, String text) {
        if (isRepeating) repeat(channel, text);
        else show(channel, text);
    }

    private void repeat(Channel channel, String text) {
        var current = pieces.get(piece);
        if (!current.channel().equals(channel) && offset == current.text().length() && piece + 1 < pieces.size()) {
            current = pieces.get(++piece);
            offset = 0;
        }
        var isLast = piece == pieces.size() - 1;
        var isAtEnd = offset == current.text().length();
        if (isLast && isAtEnd) {
            isRepeating = false;
            show(channel, text);
            return;
        }
        var common = Math.min(current.text().length() - offset, text.length());
        var isSame = current.channel().equals(channel)
                && text.regionMatches(0, current.text().substring(offset, offset + common), 0, common);
        if (isSame && common == text.length()) {
            offset += common;
        } else if (isSame && isLast) {
            isRepeating = false;
            show(channel, text.substring(common));
        } else {
            startAgain();
            show(channel, text);
        }
    }

    private void startAgain() {
        var confirmed = new ArrayList<Piece>();
        for (var i = 0; i < piece; i++) confirmed.add(pieces.get(i));
        var partial = pieces.get(piece);
        if (offset > 0)
            confirmed.add(new Piece(
                    partial.channel(), new StringBuilder(partial.text().substring(0, offset))));
        pieces.clear();
        chars = 0;
        isRepeating = false;
        out.accept(new ModelEvent.Restarted());
        confirmed.forEach(p -> show(p.channel(), p.text().toString()));
    }

    private void show(Channel channel, String text) {
        if (text.isEmpty() && channel.kind() != Kind.TOOL) return;
        chars += text.length();
        if (chars > CHARS_MAX) throw new TooLong();
        if (isAnything() && pieces.getLast().channel().equals(channel))
            pieces.getLast().text().append(text);
        else pieces.add(new Piece(channel, new StringBuilder(text)));
        out.accept(
                switch (channel.kind()) {
                    case TEXT -> new ModelEvent.TextDelta(text);
                    case THINKING -> new ModelEvent.ThinkingDelta(text);
                    case TOOL -> new ModelEvent.ToolInputDelta(channel.id(), channel.tool(), text);
                });
    }

    private enum Kind {
        TEXT,
        THINKING,
        TOOL
    }

    private record Channel(Kind kind, String id, String tool) {
        private static final Channel TEXT = new Channel(Kind.TEXT, "", "");
        private static final Channel THINKING = new Channel(Kind.THINKING, "", "");
    }

    private record Piece(Channel channel, StringBuilder text) {}

    /** An answer without end. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLong() {
            super("the answer is longer than " + CHARS_MAX + " characters", null, false, false);
        }
    }
}
