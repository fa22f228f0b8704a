package dev.daemion.extension.manifest;

/** Bounds of a text that describes an extension. */
public final class TextLimits {
    /** Most bytes of UTF-8: 256 KiB. */
    public static final int BYTES_MAX = 256 * 1024;

    /** Deepest nesting of objects and lists; the document itself is depth 1. */
    public static final int DEPTH_MAX = 32;

    /** Most values in a document, an alias counted as often as it is used. */
    public static final int VALUES_MAX = 50_000;

    /** Longest number, in characters. */
    public static final int NUMBER_LENGTH_MAX = 64;

    private TextLimits() {}
}
