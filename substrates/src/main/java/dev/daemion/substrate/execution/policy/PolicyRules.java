package dev.daemion.substrate.execution.policy;

import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.ControlDefinition.Effect;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules of all policy controls. Among those that match a call the most specific wins; where two are equally
 * specific, or neither contains the other, the stricter one does. Thread-safe.
 */
public final class PolicyRules implements ToolGuard {
    private final Supplier<Catalog> catalog;
    private final Path userHome;
    private volatile @Nullable Snapshot snapshot;

    private record Snapshot(long sequence, List<PolicyRule> rules) {}

    /** @param userHome what {@code ~} stands for in a pattern */
    public PolicyRules(Supplier<Catalog> catalog, Path userHome) {
        this.catalog = catalog;
        this.userHome = userHome;
    }

    /** The rule that decides; empty when none matches. */
    Optional<PolicyRule> winner(String tool, String subject, ToolScope scope) {
        var matching = rules().stream()
                .filter(rule -> rule.matches(tool, subject, scope))
                .toList();
        return matching.stream()
                .filter(rule -> matching.stream().noneMatch(other -> other.isMoreSpecificThan(rule, tool)))
                .reduce((a, b) -> b.effect().compareTo(a.effect()) > 0 ? b : a);
    }

    @Override
    public boolean mayRead(Path file, ToolScope scope) {
        return winner("Read", file.toString(), scope)
                .map(rule -> rule.effect() == Effect.ALLOW)
                .orElse(true);
    }

    @Override
    public boolean isForbidden(String tool, String subject, ToolScope scope) {
        return winner(tool, subject, scope)
                .map(rule -> rule.effect() == Effect.DENY)
                .orElse(false);
    }

    @Override
    public boolean mayReachPrivate(String host, int port, ToolScope scope) {
        var warrant = scope.warrant();
        // Whoever approved the extension has seen this very name on its card.
        boolean isApproved = warrant != null
                && (warrant.permissions().names(true, host, port)
                        || warrant.permissions().names(false, host, port));
        return isApproved || rules().stream().anyMatch(rule -> rule.namesHost(host, port, scope));
    }

    private List<PolicyRule> rules() {
        var current = catalog.get();
        var known = snapshot;
        if (known != null && known.sequence() == current.sequence()) {
            return known.rules();
        }
        var rules = new ArrayList<PolicyRule>();
        Definitions.controls(current, ControlDefinition.Policy.class).forEach((name, policy) -> {
            int number = 0;
            for (ControlDefinition.Rule rule : policy.rules()) {
                rules.add(new PolicyRule(rule, name + " rule " + ++number, userHome));
            }
        });
        var fresh = new Snapshot(current.sequence(), List.copyOf(rules));
        snapshot = fresh;
        return fresh.rules();
    }
}
