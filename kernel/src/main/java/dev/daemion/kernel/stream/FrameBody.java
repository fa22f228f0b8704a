package dev.daemion.kernel.stream;

/**
 * A frame before it has a place in the stream.
 *
 * @param members the JSON members besides {@code type} and {@code seq}, rendered once:
 *     {@code "messageId":"turn_…","delta":"Hel"}; may be empty
 */
public record FrameBody(FrameType type, String members) {
    /** The body of a frame that {@link #json} rendered. */
    public static FrameBody of(StreamFrame frame) {
        var head = new FrameBody(frame.type(), "").json(frame.seq());
        int common = head.length() - 1;
        if (!frame.json().startsWith(head.substring(0, common))) {
            throw new IllegalArgumentException("not rendered by FrameBody.json: frame " + frame.seq());
        }
        var rest = frame.json().substring(common, frame.json().length() - 1);
        return new FrameBody(frame.type(), rest.isEmpty() ? "" : rest.substring(1));
    }

    /** The frame as clients see it. */
    public String json(long seq) {
        var text = new StringBuilder(members.length() + 64)
                .append("{\"type\":\"")
                .append(type.wire())
                .append("\",\"seq\":")
                .append(seq);
        if (!members.isEmpty()) {
            text.append(',').append(members);
        }
        return text.append('}').toString();
    }
}
