package dev.daemion.substrate.execution.tool.integration;

import static dev.daemion.substrate.execution.tool.integration.IntegrationFixture.await;
import static dev.daemion.substrate.execution.tool.integration.IntegrationFixture.hostile;
import static dev.daemion.substrate.execution.tool.integration.IntegrationFixture.integration;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.protocol.ExecutionProtocol.LinkStatus;
import dev.daemion.kernel.secret.Secret;
import dev.daemion.kernel.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An MCP server that misbehaves")
@Timeout(90)
final class HostileServerTest {
    @TempDir
    private Path workspace;

    @Test
    @DisplayName("that says what it likes is heard as untrusted, without escapes and without a way out of its frame")
    void untrusted() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("plain"));
            fixture.awaitState(LinkStatus.READY);
            var said = fixture.call("mcp_hostile_echo", "{\"a\":1}");
            assertThat(said.isError()).isFalse();
            assertThat(said.output())
                    .contains("heard {\"a\":1}")
                    .contains("untrusted")
                    .doesNotContain("\u001b")
                    .containsOnlyOnce("[end of the untrusted content]");
            assertThat(fixture.call("mcp_hostile_picture", "{}").output())
                    .contains("[image, image/png: not kept, for its 300 bytes are not such a picture]");
        }
    }

    @Test
    @DisplayName("that dies during a call makes an error of that call, and is there again for the next")
    void dies() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("plain"));
            fixture.awaitState(LinkStatus.READY);
            var died = fixture.call("mcp_hostile_die", "{}");
            assertThat(died.isError()).isTrue();
            assertThat(died.output()).contains("ended with code 3").contains("I cannot go on");
            fixture.presentation.awaitAssert(IntegrationFixture.PATIENCE, () -> {
                assertThat(fixture.call("mcp_hostile_echo", "{}").isError()).isFalse();
                return true;
            });
        }
    }

    @Test
    @DisplayName("that never answers is given up after the start time, in a sentence, and its program ends")
    void silent() {
        try (var fixture = new IntegrationFixture(workspace, Duration.ofSeconds(2))) {
            fixture.catalog(hostile("silent"));
            assertThat(fixture.awaitState(LinkStatus.FAILED).detail()).contains("did not answer within 2 seconds");
            fixture.catalog();
            fixture.awaitNoChild();
        }
    }

    @Test
    @DisplayName("that chats before it speaks is understood; one that only chats is told from a server")
    void garbage() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("chatty"));
            fixture.awaitState(LinkStatus.READY);
        }
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("garbage"));
            fixture.presentation.awaitAssert(IntegrationFixture.PATIENCE, () -> {
                assertThat(fixture.report().getFirst().detail()).contains("is it an MCP server?");
                return true;
            });
        }
    }

    @Test
    @DisplayName("that floods standard error is drained and works")
    void flood() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("flood"));
            fixture.awaitState(LinkStatus.READY);
            assertThat(fixture.call("mcp_hostile_echo", "{}").isError()).isFalse();
        }
    }

    @Test
    @DisplayName("that answers more than can be held ends, and the call says so")
    void huge() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("plain"));
            fixture.awaitState(LinkStatus.READY);
            var result = fixture.call("mcp_hostile_huge", "{}");
            assertThat(result.isError()).isTrue();
            assertThat(result.output()).contains("more than 8 MiB").hasSizeLessThan(1_000);
        }
    }

    @Test
    @DisplayName("with ten thousand tools brings five hundred and says how to choose; one that never ends its list too")
    void many() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("many"));
            var view = fixture.awaitState(LinkStatus.READY);
            assertThat(view.tools()).hasSize(500);
            assertThat(view.detail()).contains("more than 500 tools");
            fixture.catalog(hostile("endless"));
            fixture.presentation.awaitAssert(IntegrationFixture.PATIENCE, () -> {
                assertThat(fixture.report().getFirst().detail()).contains("never ends");
                return true;
            });
            assertThat(fixture.report().getFirst().tools()).hasSize(100);
        }
    }

    @Test
    @DisplayName("with hostile names and words gets safe names, marked words, and no trust for being read-only")
    void names() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("names"));
            var view = fixture.awaitState(LinkStatus.READY);
            assertThat(view.tools())
                    .hasSize(4)
                    .doesNotHaveDuplicates()
                    .allSatisfy(name -> assertThat(name).matches(Pattern.compile("[A-Za-z0-9_-]{1,64}")))
                    .contains("mcp_hostile_a_b", "mcp_hostile_evil");
            assertThat(view.detail()).contains("usable name").contains("wide was left out");
            var evil = fixture.tool("mcp_hostile_evil").spec();
            assertThat(evil.isReadOnly()).isFalse();
            assertThat(evil.description())
                    .contains("untrusted")
                    .endsWith("»")
                    .containsOnlyOnce("»")
                    .doesNotContain("\u001b", "\u202e")
                    .hasSizeLessThan(1_300);
        }
    }

    @Test
    @DisplayName("that changes its tools is listed again")
    void changing() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("changing"));
            fixture.awaitState(LinkStatus.READY);
            assertThat(fixture.toolbox.find("mcp_hostile_before")).isPresent();
            fixture.call("mcp_hostile_change", "{}");
            fixture.awaitTool("mcp_hostile_after", true);
            assertThat(fixture.toolbox.find("mcp_hostile_before")).isEmpty();
        }
    }

    @Test
    @DisplayName("is told when a call is stopped, and the call ends at once")
    void stopped() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("plain"));
            fixture.awaitState(LinkStatus.READY);
            var running = fixture.start("mcp_hostile_hang", "{}");
            running.cancel();
            assertThat(await(running.result()).output()).contains("stopped");
            // What it wrote to standard error is told at its end: it has heard of the stop.
            assertThat(fixture.call("mcp_hostile_die", "{}").output()).contains("cancelled ");
        }
    }

    @Test
    @DisplayName("that asks for a model is refused")
    void asking() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("asking"));
            fixture.awaitState(LinkStatus.READY);
            assertThat(fixture.call("mcp_hostile_die", "{}").output())
                    .contains("answered")
                    .contains("\"error\"");
        }
    }

    @Test
    @DisplayName("that says without end that its tools changed still works; one that asks without end is ended")
    void storms() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("storm"));
            fixture.awaitState(LinkStatus.READY);
            assertThat(fixture.call("mcp_hostile_echo", "{}").isError()).isFalse();
        }
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("begging"));
            fixture.presentation.awaitAssert(IntegrationFixture.PATIENCE, () -> {
                assertThat(fixture.report().getFirst().detail()).contains("asked more than 1000 things");
                return true;
            });
        }
    }

    @Test
    @DisplayName("gets the secrets that are named and nothing else of ours, and they are masked in what it says")
    void secrets() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.secrets.put("WEATHER_KEY", new Secret("s3cr3t-value"));
            var argv = List.of(
                    "node", IntegrationFixture.SERVERS.resolve("hostile.mjs").toString());
            fixture.catalog(integration(
                    "hostile",
                    1,
                    "{\"kind\":\"mcp\",\"command\":" + Json.show(argv)
                            + ",\"env\":{\"KEY\":{\"secret\":\"WEATHER_KEY\"},\"PLAIN\":\"p\"}}",
                    null));
            fixture.awaitState(LinkStatus.READY);
            assertThat(fixture.call("mcp_hostile_env", "{}").output())
                    .contains("\"PLAIN\":\"p\"")
                    .contains("\"KEY\":\"•••\"")
                    .doesNotContain("s3cr3t-value")
                    .doesNotContain("leaked-key");
            assertThat(fixture.call("mcp_hostile_die", "{}").output())
                    .contains("I cannot go on •••")
                    .doesNotContain("s3cr3t-value");
            fixture.catalog(integration(
                    "hostile",
                    2,
                    "{\"kind\":\"mcp\",\"command\":[\"node\"],\"env\":{\"KEY\":{\"secret\":\"NOT_THERE\"}}}",
                    null));
            assertThat(fixture.awaitState(LinkStatus.FAILED).detail()).contains("There is no secret NOT_THERE");
        }
    }

    @Test
    @DisplayName(
            "is closed with its integration, and so are its program and its tools; a program that is not there is said")
    void closed() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(hostile("plain"));
            fixture.awaitState(LinkStatus.READY);
            assertThat(fixture.childCount()).isEqualTo(1);
            fixture.catalog();
            fixture.awaitTool("mcp_hostile_echo", false);
            assertThat(fixture.report()).isEmpty();
            fixture.awaitNoChild();
            fixture.catalog(integration("hostile", 3, "{\"kind\":\"mcp\",\"command\":[\"no-such-program-7\"]}", null));
            assertThat(fixture.awaitState(LinkStatus.FAILED).detail()).contains("no program no-such-program-7");
        }
    }
}
