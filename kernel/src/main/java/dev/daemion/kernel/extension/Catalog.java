package dev.daemion.kernel.extension;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every extension that takes part right now (enabled and active, in its approved version): an immutable snapshot that
 * substrates keep until the next one comes.
 */
public final class Catalog {
    public static final Catalog EMPTY = new Catalog(0, List.of());

    private final long sequence;
    private final List<ExtensionView> extensions;
    private final Map<ExtensionType, List<ExtensionView>> byType;
    /** Made when something is first looked up: most catalogs are replaced before that. Made twice is no harm. */
    private volatile @Nullable Map<ExtensionType, Map<String, ExtensionView>> byName;

    /** @param sequence grows with each change */
    public Catalog(long sequence, List<ExtensionView> extensions) {
        this.sequence = sequence;
        this.extensions = List.copyOf(extensions);
        byType = this.extensions.stream()
                .collect(Collectors.groupingBy(
                        ExtensionView::type, () -> new EnumMap<>(ExtensionType.class), Collectors.toList()));
    }

    public long sequence() {
        return sequence;
    }

    public List<ExtensionView> extensions() {
        return extensions;
    }

    public Stream<ExtensionView> ofType(ExtensionType type) {
        return byType.getOrDefault(type, List.of()).stream();
    }

    public Optional<ExtensionView> find(ExtensionType type, String name) {
        var names = byName;
        if (names == null) {
            names = names();
            byName = names;
        }
        return Optional.ofNullable(names.getOrDefault(type, Map.of()).get(name));
    }

    private Map<ExtensionType, Map<String, ExtensionView>> names() {
        var names = new EnumMap<ExtensionType, Map<String, ExtensionView>>(ExtensionType.class);
        byType.forEach((type, ofType) -> {
            var named = HashMap.<String, ExtensionView>newHashMap(ofType.size());
            ofType.forEach(extension -> named.putIfAbsent(extension.name(), extension));
            names.put(type, named);
        });
        return names;
    }

    /** Lets the content of one extension run; empty when nothing of that name takes part. */
    public Optional<Warrant> warrant(ExtensionType type, String name) {
        return find(type, name).map(Warrant::of);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Catalog catalog
                && sequence == catalog.sequence
                && extensions.equals(catalog.extensions);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(sequence);
    }

    @Override
    public String toString() {
        return "Catalog[" + sequence + ", " + extensions.size() + " extensions]";
    }
}
