package dev.daemion.kernel.id;

/**
 * What every id has: a visible prefix that says what it names and a body that sorts by time. Ids are globally unique,
 * so that an entity can move between machines without being renamed.
 */
public sealed interface Id permits ThreadId, TurnId, RunId, ExtensionId, ApprovalId, DeviceId, NoticeId, PushId {
    String value();

    /**
     * True when {@code text} is the prefix followed by a body of {@link SortableIds}. Never throws: untrusted text is
     * tried here.
     */
    static boolean isValid(String prefix, String text) {
        return text.startsWith(prefix) && SortableIds.isBody(text, prefix.length());
    }

    static void check(String prefix, String text) {
        if (!isValid(prefix, text)) {
            throw new IllegalArgumentException("not an id of the form " + prefix + "…: " + text);
        }
    }
}
