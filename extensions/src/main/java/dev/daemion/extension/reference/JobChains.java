package dev.daemion.extension.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.problem.Finding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which job fires which: by {@code chains}, and by a trigger of type {@code chain} from the other side. A chain that
 * comes back to its beginning would fire for ever, so the job that closes it is refused. On which end of a job it hangs
 * ({@code on}) makes no difference: an end always comes.
 */
public final class JobChains {
    private static final int SHOWN = 6;

    private final Map<String, Set<String>> next = new HashMap<>();

    /** One version of a job, as far as chains go. */
    public record Job(String name, JsonNode definition) {}

    private JobChains() {}

    /**
     * What is wrong with a job among the others; empty when no chain through it comes back to it.
     *
     * @param others versions of other jobs that count: several of one job when one of them waits
     */
    public static Optional<Finding> check(Job job, Collection<Job> others) {
        var chains = new JobChains();
        others.stream().filter(other -> !other.name().equals(job.name())).forEach(chains::add);
        chains.add(job);
        return chains.circle(job.name()).map(circle -> finding(job, circle));
    }

    private void add(Job job) {
        for (var chained : job.definition().path("chains")) {
            edge(job.name(), chained.asText());
        }
        var before = before(job.definition());
        if (!before.isEmpty()) {
            edge(before, job.name());
        }
    }

    /** The job whose end fires it; empty when none does. */
    private static String before(JsonNode definition) {
        var trigger = definition.path("trigger");
        return trigger.path("type").asText().equals("chain")
                ? trigger.path("job").asText()
                : "";
    }

    private void edge(String from, String to) {
        next.computeIfAbsent(from, _ -> new LinkedHashSet<>()).add(to);
    }

    /** The shortest way from a job back to it, both ends included. */
    private Optional<List<String>> circle(String name) {
        var ways = new ArrayDeque<List<String>>(List.of(List.of(name)));
        var seen = new HashSet<String>();
        while (!ways.isEmpty()) {
            var way = ways.removeFirst();
            for (var following : next.getOrDefault(way.getLast(), Set.of())) {
                var longer = new ArrayList<>(way);
                longer.add(following);
                if (following.equals(name)) {
                    return Optional.of(longer);
                }
                if (seen.add(following)) {
                    ways.addLast(longer);
                }
            }
        }
        return Optional.empty();
    }

    /** All of a short circle, both ends of a long one. */
    private static String words(List<String> circle) {
        if (circle.size() <= 2 * SHOWN + 1) {
            return String.join(" → ", circle);
        }
        return String.join(" → ", circle.subList(0, SHOWN)) + " → (" + (circle.size() - 2 * SHOWN) + " more) → "
                + String.join(" → ", circle.subList(circle.size() - SHOWN, circle.size()));
    }

    private static Finding finding(Job job, List<String> circle) {
        var said = "the jobs would fire each other for ever: " + words(circle) + "; end the chain somewhere";
        var chains = job.definition().path("chains");
        for (int i = 0; i < chains.size(); i++) {
            if (chains.path(i).asText().equals(circle.get(1))) {
                return new Finding(Pointers.element("/definition/chains", i), said);
            }
        }
        return new Finding("/definition/trigger/job", said);
    }
}
