package dev.daemion.substrate.execution.policy;

import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolSpec;
import dev.daemion.substrate.execution.tool.Wildcard;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tools that capabilities bring to agents that do not have them. Each call has to stay within what a person approved
 * for one of these capabilities; what the mode and the rules say holds all the same.
 */
final class BroughtTools {
    private final Supplier<Catalog> catalog;
    private final WarrantCheck warrants;

    BroughtTools(Supplier<Catalog> catalog, WarrantCheck warrants) {
        this.catalog = catalog;
        this.warrants = warrants;
    }

    /** True when a capability brings the tool and may use it at all. */
    boolean has(ToolSpec spec, ToolScope scope) {
        return warrants(spec, scope.agentId()).stream()
                .anyMatch(warrant ->
                        warrants.lack(warrant, spec, "", scope.home()).isEmpty());
    }

    /**
     * Why the agent may not make this call; empty when a capability covers it.
     *
     * @param subject the decisive argument
     */
    Optional<String> refusal(ToolSpec spec, String subject, ToolScope scope) {
        var lacks = warrants(spec, scope.agentId()).stream()
                .map(warrant -> warrants.lack(warrant, spec, subject, scope.home()))
                .toList();
        if (lacks.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return lacks.stream()
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> Optional.of("The agent " + scope.agentId() + " has no tool " + spec.name() + "."));
    }

    private List<Warrant> warrants(ToolSpec spec, String agentId) {
        var known = catalog.get();
        return known.ofType(ExtensionType.CAPABILITY)
                .filter(capability -> brings(capability, spec.name(), agentId))
                .flatMap(capability -> known.warrant(ExtensionType.CAPABILITY, capability.name()).stream())
                .toList();
    }

    private static boolean brings(ExtensionView extension, String tool, String agentId) {
        var capability = Definitions.capability(extension);
        return capability.isFor(agentId)
                && capability.tools().stream()
                        .anyMatch(glob -> Wildcard.ofText(glob).matches(tool));
    }
}
