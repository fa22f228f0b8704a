package dev.daemion.kernel.id;

/** Where ids come from: a parameter of every actor, so that a test names them itself. Thread-safe. */
@FunctionalInterface
public interface IdSource {
    /** The next id text: the prefix and a 26-character body, greater than every one before it from the same source. */
    String next(String prefix);
}
