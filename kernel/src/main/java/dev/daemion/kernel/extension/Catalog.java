package dev.daemion.kernel.extension;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every extension that takes part right now (enabled and active, in its approved version): an immutable snapshot that
 * substrates keep until the next one comes.
 *
 * @param sequence grows with each change
 */
public record Catalog(long sequence, List<ExtensionView> extensions) {
    public static final Catalog EMPTY = new Catalog(0, List.of());

    public Catalog {
        extensions = List.copyOf(extensions);
    }

    public Stream<ExtensionView> ofType(ExtensionType type) {
        return extensions.stream().filter(e -> e.type() == type);
    }

    public Optional<ExtensionView> find(ExtensionType type, String name) {
        return ofType(type).filter(e -> e.name().equals(name)).findFirst();
    }

    /** Lets the content of one extension run; empty when nothing of that name takes part. */
    public Optional<Warrant> warrant(ExtensionType type, String name) {
        return find(type, name).map(Warrant::of);
    }
}
