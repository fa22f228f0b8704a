package dev.daemion.substrate.execution.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.definition.AgentDefinition;
import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolSpec;
import dev.daemion.substrate.execution.tool.Toolbox;
import dev.daemion.substrate.execution.tool.Wildcard;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides by layers, the first that speaks wins: what cannot work at all · what protects the gateway · what the agent
 * and the mode have no tool for · what a person approved for the extension that runs · the most specific rule · safe
 * defaults. An ask becomes an allow by a grant; a deny is lifted by nothing.
 */
public final class RulePolicyEngine implements PolicyEngine {
    private static final String PLAN = "plan";

    private final Toolbox toolbox;
    private final Supplier<Catalog> catalog;
    private final Supplier<Grants> grants;
    private final PolicyRules rules;
    private final GatewayProtection protection;
    private final WarrantCheck warrants;
    private final BroughtTools brought;

    /**
     * @param catalog the current one; cheap to ask
     * @param grants the current ones
     * @param rules the same object that the tools were given as their guard
     * @param userHome what {@code ~} stands for
     */
    public RulePolicyEngine(
            Toolbox toolbox, Supplier<Catalog> catalog, Supplier<Grants> grants, PolicyRules rules, Path userHome) {
        this.toolbox = toolbox;
        this.catalog = catalog;
        this.grants = grants;
        this.rules = rules;
        this.protection = new GatewayProtection(ProcessHandle.current().pid(), userHome);
        this.warrants = new WarrantCheck(catalog, grants, userHome);
        this.brought = new BroughtTools(catalog, warrants);
    }

    @Override
    public Verdict decide(String name, JsonNode input, ToolScope scope) {
        var found = toolbox.find(name);
        if (found.isEmpty()) {
            return new Verdict.Deny("unknown tool", "There is no tool " + name + "; list_tools shows those there are.");
        }
        var tool = found.get();
        var refusal = tool.refusal(input, scope);
        if (refusal.isPresent()) {
            return new Verdict.Deny("input", refusal.get());
        }
        var subject = tool.subject(input, scope);
        return protect(name, subject, scope)
                .or(() -> missing(tool.spec(), subject, scope))
                .or(() -> limit(tool.spec(), scope, mode(scope)))
                .orElseGet(() -> withinWarrant(tool, input, subject, scope));
    }

    @Override
    public List<ToolSpec> offered(List<ToolSpec> tools, ToolScope scope) {
        var own = own(scope);
        var mode = mode(scope);
        return tools.stream()
                .filter(tool -> limit(tool, scope, mode).isEmpty())
                .filter(tool -> own.map(names -> isAmong(names, tool.name())).orElse(true) || brought.has(tool, scope))
                .toList();
    }

    /** What runs is an extension's: it may use what a person approved, and no more than the rules admit anyway. */
    private Verdict withinWarrant(Tool tool, JsonNode input, String subject, ToolScope scope) {
        return switch (warrants.of(tool.spec(), subject, scope)) {
            case WarrantCheck.Standing.Within _ -> byRules(tool, input, subject, scope, false);
            case WarrantCheck.Standing.Approved _ -> byRules(tool, input, subject, scope, true);
            case WarrantCheck.Standing.Ended gone -> new Verdict.Deny("warrant", gone.reason());
            case WarrantCheck.Standing.Beyond beyond ->
                byRules(tool, input, subject, scope, true) instanceof Verdict.Deny deny
                        ? deny
                        : new Verdict.Exceed(beyond.reason(), subject);
        };
    }

    private Optional<Verdict> protect(String name, String subject, ToolScope scope) {
        return name.equals("Bash")
                ? protection.refusal(subject, scope).map(reason -> new Verdict.Deny("gateway protection", reason))
                : Optional.empty();
    }

    /** What the agent leaves out and no capability brings in. */
    private Optional<Verdict> missing(ToolSpec spec, String subject, ToolScope scope) {
        return isOwn(spec, scope)
                ? Optional.empty()
                : brought.refusal(spec, subject, scope)
                        .map(reason -> new Verdict.Deny("agent " + scope.agentId(), reason));
    }

    private boolean isOwn(ToolSpec spec, ToolScope scope) {
        return own(scope).map(own -> isAmong(own, spec.name())).orElse(true);
    }

    /** Empty when the agent has all there are. */
    private Optional<List<String>> own(ToolScope scope) {
        return Definitions.agent(catalog.get(), scope.agentId()).map(AgentDefinition::tools);
    }

    /** What the mode leaves out. */
    private Optional<Verdict> limit(ToolSpec spec, ToolScope scope, Optional<ControlDefinition.Mode> mode) {
        if (isPlanning(scope, mode) && !spec.isReadOnly()) {
            return Optional.of(new Verdict.Deny(
                    "mode " + scope.mode(),
                    spec.name() + " changes things and the mode is " + scope.mode()
                            + ". Describe what you would do, then switch to act mode or ask the user."));
        }
        var allowed = mode.map(ControlDefinition.Mode::allowedTools);
        if (allowed.isPresent() && !isAmong(allowed.get(), spec.name())) {
            return Optional.of(new Verdict.Deny(
                    "mode " + scope.mode(),
                    "The mode " + scope.mode() + " has no tool " + spec.name() + "; the user can switch the mode."));
        }
        return Optional.empty();
    }

    private Verdict byRules(Tool tool, JsonNode input, String subject, ToolScope scope, boolean isApproved) {
        var spec = tool.spec();
        var winner = rules.winner(spec.name(), subject, scope);
        var verdict = winner.map(rule -> rule.effect())
                .orElse(isSafe(spec, subject) ? ControlDefinition.Effect.ALLOW : ControlDefinition.Effect.ASK);
        var origin = winner.map(PolicyRule::origin).orElse("default");
        return switch (verdict) {
            case DENY ->
                new Verdict.Deny(
                        origin,
                        winner.flatMap(PolicyRule::reason)
                                .orElse("A rule (" + origin + ") forbids " + spec.name() + " on " + cut(subject)
                                        + ". Find another way or ask the user."));
            case ALLOW ->
                needsConsent(spec, scope) && !isApproved
                        ? ask(tool, input, subject, scope, "agent or mode requires approval")
                        : new Verdict.Allow(origin);
            case ASK ->
                (isApproved || isOnItsOwn(spec, scope))
                                && winner.map(PolicyRule::isCatchAll).orElse(true)
                        ? new Verdict.Allow(
                                isApproved
                                        ? "approved with the extension"
                                        : "agent " + scope.agentId() + " is autonomous with " + spec.name())
                        : ask(tool, input, subject, scope, origin);
        };
    }

    private Verdict ask(Tool tool, JsonNode input, String subject, ToolScope scope, String origin) {
        if (grants.get().covers(tool.spec().name(), subject, scope.agentId(), scope.threadId())) {
            return new Verdict.Allow("granted before");
        }
        var question = tool.question(input, scope);
        return new Verdict.Ask(origin, question.title(), question.summary(), subject);
    }

    /** Reads what lies inside the roots; what goes out to the network is not safe although it changes nothing. */
    private static boolean isSafe(ToolSpec spec, String subject) {
        return spec.isReadOnly() && !PolicyRule.isUrl(subject);
    }

    private boolean needsConsent(ToolSpec spec, ToolScope scope) {
        boolean byMode = !spec.isReadOnly()
                && mode(scope).map(ControlDefinition.Mode::requiresApproval).orElse(false);
        return byMode
                || Definitions.agent(catalog.get(), scope.agentId())
                        .map(agent -> isAmong(agent.permissions().requiresApproval(), spec.name()))
                        .orElse(false);
    }

    /**
     * The owner has approved this agent's definition: a rule that speaks of everything does not ask them again. What a
     * capability brings in was not part of it.
     */
    private boolean isOnItsOwn(ToolSpec spec, ToolScope scope) {
        return isOwn(spec, scope)
                && !needsConsent(spec, scope)
                && Definitions.agent(catalog.get(), scope.agentId())
                        .map(agent -> isAmong(agent.permissions().autonomous(), spec.name()))
                        .orElse(false);
    }

    /** {@code plan} always plans; a mode nobody knows does so too, because that is safe. */
    private static boolean isPlanning(ToolScope scope, Optional<ControlDefinition.Mode> mode) {
        return scope.mode().equals(PLAN) || (!scope.mode().equals("act") && mode.isEmpty());
    }

    private Optional<ControlDefinition.Mode> mode(ToolScope scope) {
        return Definitions.mode(catalog.get(), scope.mode());
    }

    private static boolean isAmong(List<String> globs, String name) {
        return globs.stream().anyMatch(glob -> Wildcard.ofText(glob).matches(name));
    }

    private static String cut(String subject) {
        return subject.length() <= 200 ? subject : subject.substring(0, 200) + "…";
    }
}
