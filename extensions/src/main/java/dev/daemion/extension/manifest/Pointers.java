package dev.daemion.extension.manifest;

/** JSON Pointers (RFC 6901) to places in a document. */
public final class Pointers {
    private Pointers() {}

    /** The member of an object. */
    public static String member(String pointer, String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }

    /** The element of a list, counted from 0. */
    public static String element(String pointer, int index) {
        return pointer + '/' + index;
    }
}
