package dev.daemion.kernel.extension;

import dev.daemion.kernel.problem.Finding;
import java.util.List;

/**
 * What a synchronisation with the seeds did. Extensions are named {@code type/name}.
 *
 * @param overridden built-ins that a person has changed or deleted, and names they use themselves: left as they are
 * @param failed seeds that cannot be used; what was there before stays
 */
public record ReseedView(
        List<String> added,
        List<String> changed,
        List<String> removed,
        List<String> unchanged,
        List<String> overridden,
        List<Failure> failed) {
    public ReseedView {
        added = List.copyOf(added);
        changed = List.copyOf(changed);
        removed = List.copyOf(removed);
        unchanged = List.copyOf(unchanged);
        overridden = List.copyOf(overridden);
        failed = List.copyOf(failed);
    }

    /** @param seed path below {@code seeds/}, or {@code agents/<name>} for an agent's folder */
    public record Failure(String seed, List<Finding> findings) {
        public Failure {
            findings = List.copyOf(findings);
        }
    }
}
