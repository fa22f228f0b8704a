package dev.daemion.substrate.execution.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import dev.daemion.substrate.execution.tool.ToolSpec;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import dev.daemion.substrate.execution.tool.standard.StandardToolbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A user's home with Daemion's in it, and an engine to ask. */
abstract class PolicyFixture {
    @TempDir
    Path base;

    Path user;
    ToolScope scope;
    Grants grants = Grants.NONE;

    /** The user's home is the root; Daemion's lies in it, as usual. */
    @BeforeEach
    final void lay() throws IOException {
        user = base.toRealPath();
        Files.createDirectories(user.resolve(".daemion/workspace"));
        Files.createDirectories(user.resolve("work"));
        Files.createDirectories(user.resolve(".ssh"));
        scope = ToolScopes.of(user.resolve("work"), List.of(user), user.resolve(".daemion"));
    }

    final Verdict decide(Catalog catalog, String tool, String argument) {
        return decide(catalog, tool, input(tool, argument), scope);
    }

    final Verdict decide(Catalog catalog, String tool, JsonNode input, ToolScope in) {
        return engine(catalog).decide(tool, input, in);
    }

    /** Names of the tools a model is told of. */
    final List<String> offered(Catalog catalog, ToolScope in) {
        return engine(catalog).offered(toolbox().specs(), in).stream()
                .map(ToolSpec::name)
                .toList();
    }

    private RulePolicyEngine engine(Catalog catalog) {
        return new RulePolicyEngine(toolbox(), () -> catalog, () -> grants, new PolicyRules(() -> catalog, user), user);
    }

    private StandardToolbox toolbox() {
        return new StandardToolbox(StandardToolbox.local(
                new ConfinedPaths(user), new ChildLauncher(System.getenv()), ToolGuard.PUBLIC_ONLY));
    }

    static JsonNode input(String tool, String argument) {
        var input = JsonNodeFactory.instance.objectNode();
        return switch (tool) {
            case "Bash" -> input.put("command", argument);
            case "Write" -> input.put("path", argument).put("content", "x");
            case "Grep", "Glob" -> input.put("path", argument).put("pattern", "x");
            default -> input.put("path", argument);
        };
    }

    static String name(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Allow _ -> "allow";
            case Verdict.Ask _ -> "ask";
            case Verdict.Exceed _ -> "exceed";
            case Verdict.Deny _ -> "deny";
        };
    }

    final ToolScope in(String agent, String mode) {
        return new ToolScope(
                scope.threadId(),
                scope.runId(),
                agent,
                mode,
                scope.workingDirectory(),
                scope.roots(),
                scope.home(),
                scope.warrant(),
                scope.isWrittenDown());
    }
}
