package dev.daemion.kernel.stream;

/**
 * A frame before it has a place in the stream.
 *
 * @param members the JSON members besides {@code type} and {@code seq}, rendered once:
 *     {@code "messageId":"turn_…","delta":"Hel"}; may be empty
 */
public record FrameBody(FrameType type, String members) {
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
