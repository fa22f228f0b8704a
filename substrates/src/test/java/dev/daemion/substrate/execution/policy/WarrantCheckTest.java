package dev.daemion.substrate.execution.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What an extension may use")
class WarrantCheckTest extends PolicyFixture {
    private static final ExtensionId ID = new ExtensionId("ext_01jd0000000000000000000009");

    private static final String ASK_ALL = "{'kind':'policy','rules':[{'effect':'ask','tool':'*'},"
        + "{'effect':'allow','tool':'Read'},{'effect':'deny','tool':'*','pattern':'~/.ssh/**'},{'effect':'deny','tool':'Bash','pattern':'*/.ssh/*'}]}";

    private Catalog catalog(ExtensionSource source, @Nullable String permissions, int version) {
        var policy = Catalogs.empty().control("rules", ASK_ALL).build();
        var extensions = new ArrayList<>(policy.extensions());
        extensions.add(new ExtensionView(
                ID,
                ExtensionType.COMMAND,
                "deploy",
                "x",
                ToolScopes.json("{'prefix':'/','handler':'x'}"),
                source,
                true,
                ExtensionStatus.ACTIVE,
                version,
                null,
                permissions == null ? null : ToolScopes.json(permissions),
                Instant.EPOCH,
                Instant.EPOCH));
        return new Catalog(version, extensions);
    }

    private ToolScope within(Catalog catalog, boolean isWrittenDown) {
        return new ToolScope(
                scope.threadId(),
                scope.runId(),
                "daemion",
                "act",
                scope.workingDirectory(),
                scope.roots(),
                scope.home(),
                catalog.warrant(ExtensionType.COMMAND, "deploy").orElseThrow(),
                isWrittenDown);
    }

    private Verdict decide(Catalog catalog, String tool, String argument, boolean isWrittenDown) {
        return decide(catalog, tool, input(tool, argument), within(catalog, isWrittenDown));
    }

    @ParameterizedTest(name = "made by {0}, permissions {1}: {2} is {3}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "USER|none|Read|allow",
                "USER|none|Write|ask",
                "BUILT_IN|none|Bash|ask",
                "AGENT|none|Read|allow",
                "AGENT|none|Write|exceed",
                "AGENT|none|Bash|exceed",
                "COMMUNITY|none|Bash|exceed",
                "AGENT|{'budget_usd':1}|Read|allow",
                "USER|{'budget_usd':1}|Bash|exceed",
                "AGENT|{'tools':['Read']}|Bash|exceed",
                "AGENT|{'tools':['Bash']}|Read|exceed",
                "AGENT|{'tools':['Bash']}|Bash|ask",
                "AGENT|{'tools':['*']}|Bash|ask"
            })
    @DisplayName("is what was approved, and the rules besides")
    void tools(ExtensionSource source, @Nullable String permissions, String tool, String verdict) {
        var catalog = catalog(source, permissions, 1);
        var argument = tool.equals("Bash") ? "make deploy" : "a.txt";

        assertThat(name(decide(catalog, tool, argument, false))).isEqualTo(verdict);
    }

    @Test
    @DisplayName("runs without one more question when it is written down and its tool is named")
    void writtenDown() {
        var catalog = catalog(ExtensionSource.AGENT, "{'tools':['Bash','Write']}", 1);

        assertThat(name(decide(catalog, "Bash", "make deploy", true))).isEqualTo("allow");
        assertThat(name(decide(catalog, "Write", "a.txt", true))).isEqualTo("allow");
        assertThat(name(decide(catalog, "Bash", "cat ~/.ssh/id", true)))
                .as("rules stay")
                .isNotEqualTo("allow");
        assertThat(name(decide(catalog(ExtensionSource.AGENT, "{'tools':['*']}", 1), "Bash", "make", true)))
                .as("everything names nothing")
                .isEqualTo("ask");
    }

    @Test
    @DisplayName("ends at the approved paths, however they are written and wherever they lead")
    void paths() throws IOException {
        Files.createDirectories(user.resolve("notes"));
        Files.createSymbolicLink(user.resolve("notes/out"), user.resolve("work"));
        var catalog = catalog(
                ExtensionSource.AGENT,
                "{'tools':['Read','Write'],'paths':{'read':['~/work/**'],'write':['~/notes/**']}}",
                1);

        assertThat(name(decide(catalog, "Write", user + "/notes/a.md", false))).isEqualTo("allow");
        assertThat(name(decide(catalog, "Read", user + "/notes/a.md", false))).isEqualTo("allow");
        assertThat(name(decide(catalog, "Read", user + "/work/" + "a.md", false)))
                .isEqualTo("allow");
        assertThat(name(decide(catalog, "Write", user + "/work/" + "a.md", false)))
                .isEqualTo("exceed");
        assertThat(name(decide(catalog, "Write", user + "/notes/../work/" + "a.md", false)))
                .isEqualTo("exceed");
        assertThat(name(decide(catalog, "Write", user + "/notes/out/a.md", false)))
                .isEqualTo("exceed");
        assertThat(name(decide(catalog, "Read", user + "/.ssh/id_rsa", false))).isEqualTo("deny");
    }

    @Test
    @DisplayName("reaches the workspace of this daemon, wherever its home lies")
    void workspace() throws IOException {
        var home = Files.createDirectories(user.resolve("state"));
        Files.createDirectories(home.resolve("workspace"));
        var catalog = catalog(
                ExtensionSource.AGENT, "{'tools':['Read','Write'],'paths':{'write':['~/.daemion/workspace/**']}}", 1);
        var usual = within(catalog, false);
        var elsewhere = new ToolScope(
                usual.threadId(),
                usual.runId(),
                usual.agentId(),
                usual.mode(),
                home.resolve("workspace"),
                List.of(user),
                home,
                usual.warrant(),
                false);

        for (var path : List.of("a.md", "~/.daemion/workspace/a.md", home + "/workspace/a.md")) {
            assertThat(name(decide(catalog, "Write", input("Write", path), elsewhere)))
                    .as(path)
                    .isEqualTo("allow");
        }
        assertThat(name(decide(catalog, "Write", input("Write", user + "/.daemion/workspace/a.md"), elsewhere)))
                .isEqualTo("exceed");
        assertThat(name(decide(catalog, "Write", input("Write", "~/.daemion/config.yaml"), elsewhere)))
                .isEqualTo("deny");
    }

    @Test
    @DisplayName("grows by what a person allows, for that version and that call alone")
    void grants() {
        var catalog = catalog(ExtensionSource.AGENT, "{'tools':['Read']}", 1);
        var refused = decide(catalog, "Bash", "make deploy", false);
        assertThat(refused).isInstanceOf(Verdict.Exceed.class);
        assertThat(((Verdict.Exceed) refused).reason()).contains("deploy", "Bash");

        grants = grants.after(new GrantEvent.Added(
                "Bash",
                "make deploy",
                "daemion",
                null,
                new ApprovalId("apr_01jd0000000000000000000001"),
                ID,
                1,
                Instant.EPOCH));

        assertThat(name(decide(catalog, "Bash", "make deploy", false))).isEqualTo("allow");
        assertThat(name(decide(catalog, "Bash", "make deploy all", false))).isEqualTo("exceed");
        assertThat(name(decide(catalog(ExtensionSource.AGENT, "{'tools':['Read']}", 2), "Bash", "make deploy", false)))
                .isEqualTo("exceed");
        assertThat(name(decide(catalog, "Bash", input("Bash", "make deploy"), scope)))
                .as("the agent itself was allowed nothing")
                .isEqualTo("ask");
    }

    @Test
    @DisplayName("is nothing once the extension does not take part any more")
    void gone() {
        var before = catalog(ExtensionSource.USER, null, 1);
        var in = within(before, false);
        var after = Catalogs.empty().control("rules", ASK_ALL).build();

        var verdict = decide(after, "Read", input("Read", "a.txt"), in);

        assertThat(name(verdict)).isEqualTo("deny");
        assertThat(((Verdict.Deny) verdict).reason()).contains("does not take part");
        assertThat(name(decide(before, "Read", input("Read", "a.txt"), in))).isEqualTo("allow");
    }
}
