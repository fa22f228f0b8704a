package dev.daemion.substrate.execution.tool.file;

import dev.daemion.substrate.execution.tool.Wildcard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A glob over paths below a folder, with {@code {a,b}}; one without a slash looks at names in every folder. */
public final class GlobPattern {
    private static final int ALTERNATIVES_MAX = 64;

    private final List<Wildcard> wildcards;

    private GlobPattern(List<Wildcard> wildcards) {
        this.wildcards = wildcards;
    }

    public static GlobPattern of(String pattern) {
        var anchored = pattern.contains("/") ? pattern.replaceFirst("^(?:\\./)+", "") : "**/" + pattern;
        return new GlobPattern(expand(anchored).stream().map(Wildcard::ofPath).toList());
    }

    /** @param relative to the folder */
    public boolean matches(Path relative) {
        var text = relative.toString().replace('\\', '/');
        return wildcards.stream().anyMatch(w -> w.matches(text));
    }

    private static List<String> expand(String pattern) {
        var done = new ArrayList<String>();
        var open = new ArrayList<>(List.of(pattern));
        while (!open.isEmpty()) {
            var next = open.removeLast();
            int from = next.lastIndexOf('{');
            int to = from < 0 ? -1 : next.indexOf('}', from);
            if (to < 0 || done.size() + open.size() >= ALTERNATIVES_MAX) {
                done.add(next);
            } else {
                for (String part : next.substring(from + 1, to).split(",", -1)) {
                    open.add(next.substring(0, from) + part + next.substring(to + 1));
                }
            }
        }
        return done;
    }
}
