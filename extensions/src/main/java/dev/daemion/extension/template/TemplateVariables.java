package dev.daemion.extension.template;

import java.util.List;
import java.util.Set;

/**
 * Which variables a template may name, by where it stands. A name that ends in {@code .*} admits everything below it.
 */
public final class TemplateVariables {
    private static final List<String> EVERYWHERE = List.of("now", "today", "agent.name", "flags.*");

    public static final Set<String> COMMAND =
            with("args", "args.*", "input", "input.text", "thread.id", "thread.title");
    public static final Set<String> ACTION = with(
            "message.id", "message.content", "message.role", "selection", "input.text", "thread.id", "thread.title");
    public static final Set<String> JOB =
            with("slot", "event", "event.*", "input", "input.text", "input.*", "jobs.*", "job.name", "attempt", "key");

    private TemplateVariables() {}

    /** True when the name is one of the known, or lies below one that ends in a star. */
    public static boolean isKnown(String name, Set<String> known) {
        return known.contains(name)
                || known.stream()
                        .anyMatch(pattern ->
                                pattern.endsWith(".*") && name.startsWith(pattern.substring(0, pattern.length() - 1)));
    }

    private static Set<String> with(String... more) {
        var all = new java.util.TreeSet<>(EVERYWHERE);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
