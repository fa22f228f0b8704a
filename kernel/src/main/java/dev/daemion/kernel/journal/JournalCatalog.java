package dev.daemion.kernel.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Every entry the journal can hold, by its permanent name. Built once from the roots: a root is a record with a
 * {@link JournalName} or a sealed interface, whose permitted records are all taken. A missing, malformed or doubled
 * name is an error at start, not at the first write.
 */
public final class JournalCatalog {
    private static final Pattern NAME = Pattern.compile("[a-z]+(-[a-z]+)*");

    private final Map<String, Class<? extends JournalEntry>> byName = new HashMap<>();
    private final Map<Class<?>, String> byClass = new HashMap<>();

    public JournalCatalog(List<Class<?>> roots) {
        roots.forEach(this::add);
    }

    /** Empty for a name this version does not know. */
    public Optional<Class<? extends JournalEntry>> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The permanent name of an entry's class; an unregistered class is a programming error. */
    public String nameOf(Class<?> type) {
        var name = byClass.get(type);
        if (name == null) {
            throw new IllegalArgumentException(
                    type.getName() + " is not in the journal catalog: list its root under daemion.journal.entries");
        }
        return name;
    }

    public Map<String, Class<? extends JournalEntry>> entries() {
        return Map.copyOf(byName);
    }

    private void add(Class<?> type) {
        if (type.isSealed()) {
            for (var permitted : type.getPermittedSubclasses()) {
                add(permitted);
            }
            return;
        }
        var annotation = type.getAnnotation(JournalName.class);
        if (annotation == null || !NAME.matcher(annotation.value()).matches() || !type.isRecord()) {
            throw new IllegalArgumentException(type.getName() + " needs to be a record with a kebab-case @JournalName");
        }
        var entry = type.asSubclass(JournalEntry.class);
        var other = byName.putIfAbsent(annotation.value(), entry);
        if (other != null && other != entry) {
            throw new IllegalArgumentException(
                    annotation.value() + " names both " + other.getName() + " and " + type.getName());
        }
        byClass.put(type, annotation.value());
    }
}
