package dev.daemion.substrate.execution.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A tool that a capability brings to an agent")
class BroughtToolsTest extends PolicyFixture {
    private static Catalogs scribe() {
        return Catalogs.empty()
                .agent("scribe", "{'instructions':'x','tools':['Read'],'permissions':{'autonomous':['*']}}")
                .agent("other", "{'instructions':'x','tools':['Read']}")
                .rules("{'effect':'ask','tool':'*'},{'effect':'deny','tool':'*','pattern':'~/.ssh/**'}");
    }

    private static Catalog with(ExtensionSource source, String tools, @Nullable String permissions) {
        return scribe().capability(
                        "writing",
                        "{'instructions':'x','agents':['scribe'],'tools':" + tools + "}",
                        source,
                        permissions)
                .build();
    }

    @ParameterizedTest(name = "made by {0}, brings {1}, permissions {2}: {3} {4} is {5}")
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "USER|['Write']|none|Write|notes.md|ask",
                "USER|['W*']|none|Write|notes.md|ask",
                "USER|['Write']|none|Write|~/.ssh/config|deny",
                "USER|['Write']|none|Bash|ls|deny",
                "USER|['Write']|{'tools':['Edit']}|Write|notes.md|deny",
                "USER|['Write']|{'tools':['Write'],'paths':{'write':['~/work/**']}}|Write|notes.md|ask",
                "USER|['Write']|{'tools':['Write'],'paths':{'write':['~/work/**']}}|Write|../elsewhere.md|deny",
                "AGENT|['Write','LS']|none|Write|notes.md|deny",
                "AGENT|['Write','LS']|none|LS|.|ask",
                "COMMUNITY|['*']|none|Bash|ls|deny",
                "AGENT|['*']|{'tools':['Bash']}|Bash|ls|ask",
            })
    @DisplayName("may be used as far as the capability may use it, and the rules decide as about any other")
    void within(
            ExtensionSource source,
            String tools,
            @Nullable String permissions,
            String tool,
            String argument,
            String is) {
        assertThat(name(decide(with(source, tools, permissions), tool, input(tool, argument), in("scribe", "act"))))
                .isEqualTo(is);
    }

    @Test
    @DisplayName("is offered to that agent only, and not where the capability or the mode may not use it")
    void offered() {
        var catalog = with(ExtensionSource.USER, "['Write','Bash']", "{'tools':['Write']}");
        assertThat(offered(scribe().build(), in("scribe", "act"))).containsExactly("Read");
        assertThat(offered(catalog, in("scribe", "act"))).containsExactlyInAnyOrder("Read", "Write");
        assertThat(offered(catalog, in("scribe", "plan"))).containsExactly("Read");
        assertThat(offered(catalog, in("other", "act"))).containsExactly("Read");
    }

    @Test
    @DisplayName("is refused in the words of the capability that lacks it, or of the agent when none brings it")
    void refused() {
        var catalog = with(ExtensionSource.AGENT, "['Write']", null);
        assertThat(decide(catalog, "Write", input("Write", "a.md"), in("scribe", "act")))
                .isEqualTo(new Verdict.Deny(
                        "agent scribe", "The capability writing has no permission for the tool Write."));
        assertThat(decide(catalog, "Write", input("Write", "a.md"), in("other", "act")))
                .isEqualTo(new Verdict.Deny("agent other", "The agent other has no tool Write."));
    }

    @Test
    @DisplayName("takes nothing from the tools an agent has itself")
    void own() {
        var catalog = scribe().capability(
                        "reading",
                        "{'instructions':'x','agents':'*','tools':['Read']}",
                        ExtensionSource.USER,
                        "{'tools':['Read'],'paths':{'read':['~/nothing/**']}}")
                .build();
        assertThat(name(decide(catalog, "Read", input("Read", "a.md"), in("scribe", "act"))))
                .as("autonomous with its own")
                .isEqualTo("allow");
    }
}
