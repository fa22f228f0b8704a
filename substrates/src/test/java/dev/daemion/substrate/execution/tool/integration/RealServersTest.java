package dev.daemion.substrate.execution.tool.integration;

import static dev.daemion.substrate.execution.tool.integration.IntegrationFixture.SERVERS;
import static dev.daemion.substrate.execution.tool.integration.IntegrationFixture.integration;
import static dev.daemion.substrate.execution.tool.integration.IntegrationFixture.server;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.protocol.ExecutionProtocol.LinkStatus;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("MCP servers as they are published")
@Timeout(180)
final class RealServersTest {
    private static final String PACKAGES = "node_modules/@modelcontextprotocol/";
    private static final String EVERYTHING = PACKAGES + "server-everything/dist/index.js";

    @TempDir
    private Path workspace;

    /** The versions are pinned by the lock file beside the package file. */
    @BeforeAll
    static void install() throws IOException, InterruptedException {
        if (!Files.exists(SERVERS.resolve(EVERYTHING))) {
            var npm = new ProcessBuilder("npm", "ci", "--ignore-scripts")
                    .directory(SERVERS.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(npm.waitFor(150, TimeUnit.SECONDS)).as("npm ci ends").isTrue();
            assertThat(npm.exitValue()).as("npm ci in " + SERVERS).isZero();
        }
    }

    @Test
    @DisplayName("work over standard input and output")
    void overPipes() {
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(server("everything", EVERYTHING, "stdio"));
            uses(fixture);
        }
    }

    @Test
    @DisplayName("work over streamable HTTP, and their end is an error of the call")
    void overHttp() throws IOException, InterruptedException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var builder = new ProcessBuilder("node", SERVERS.resolve(EVERYTHING).toString(), "streamableHttp")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("PORT", String.valueOf(port));
        var server = builder.start();
        try (var fixture = new IntegrationFixture(workspace)) {
            // It is tried again until the server listens.
            fixture.catalog(integration(
                    "everything",
                    1,
                    "{\"kind\":\"mcp\",\"timeoutSeconds\":10,\"url\":\"http://127.0.0.1:" + port + "/mcp\"}",
                    null));
            uses(fixture);
            server.destroyForcibly().waitFor();
            var gone = fixture.call("mcp_everything_echo", "{\"message\":\"hello\"}");
            assertThat(gone.isError()).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }

    private static void uses(IntegrationFixture fixture) {
        fixture.awaitTool("mcp_everything_echo", true);
        var view = fixture.awaitState(LinkStatus.READY);
        assertThat(view.detail()).startsWith("Connected to ");
        assertThat(view.tools()).contains("mcp_everything_get-sum", "mcp_everything_get-tiny-image");
        assertThat(fixture.call("mcp_everything_echo", "{\"message\":\"hello\"}")
                        .output())
                .contains("Echo: hello");
        assertThat(fixture.call("mcp_everything_get-sum", "{\"a\":2,\"b\":40}").output())
                .contains("42");
        assertThat(fixture.call("mcp_everything_get-tiny-image", "{}").output()).contains("[image, image/png");
        assertThat(fixture.call("mcp_everything_get-sum", "{\"a\":\"x\"}").isError())
                .isTrue();
        var long1 = fixture.call("mcp_everything_trigger-long-running-operation", "{\"duration\":1,\"steps\":4}");
        assertThat(long1.output()).contains("completed");
        var told = fixture.presentation.expectMessageClass(PresentationProtocol.Announce.class);
        assertThat(told.frame().json(1)).contains("everything: 1").contains("of 4");
    }

    @Test
    @DisplayName("bring only the tools that were approved")
    void chosen() {
        try (var fixture = new IntegrationFixture(workspace)) {
            var argv = List.of("node", SERVERS.resolve(EVERYTHING).toString(), "stdio");
            fixture.catalog(integration(
                    "everything",
                    1,
                    "{\"kind\":\"mcp\",\"command\":" + Json.show(argv) + ",\"tools\":[\"get-*\",\"echo\"]}",
                    "{\"tools\":[\"mcp_everything_echo\",\"mcp_everything_get-sum\"]}"));
            assertThat(fixture.awaitState(LinkStatus.READY).tools())
                    .containsExactlyInAnyOrder("mcp_everything_echo", "mcp_everything_get-sum");
        }
    }

    @Test
    @DisplayName("of files read where they may and refuse where they may not")
    void files() throws IOException {
        var open = Files.createDirectory(workspace.resolve("open"));
        Files.writeString(open.resolve("note.txt"), "what the note says");
        Files.writeString(workspace.resolve("closed.txt"), "hidden");
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(server("files", PACKAGES + "server-filesystem/dist/index.js", open.toString()));
            fixture.awaitState(LinkStatus.READY);
            var read = fixture.call(
                    "mcp_files_read_text_file",
                    "{\"path\":" + Json.show(open.resolve("note.txt").toString()) + "}");
            assertThat(read.output()).contains("what the note says");
            var refused = fixture.call(
                    "mcp_files_read_text_file",
                    "{\"path\":" + Json.show(workspace.resolve("closed.txt").toString()) + "}");
            assertThat(refused.isError()).isTrue();
            assertThat(refused.output()).doesNotContain("hidden");
        }
    }

    @Test
    @DisplayName("of memory keep what they are told across a change of their version")
    void memory() {
        var file = workspace.resolve("memory.json").toString();
        var argv = List.of(
                "node",
                SERVERS.resolve(PACKAGES + "server-memory/dist/index.js").toString());
        var definition = "{\"kind\":\"mcp\",\"command\":" + Json.show(argv) + ",\"env\":{\"MEMORY_FILE_PATH\":"
                + Json.show(file) + "}}";
        try (var fixture = new IntegrationFixture(workspace)) {
            fixture.catalog(integration("memory", 1, definition, null));
            fixture.awaitState(LinkStatus.READY);
            fixture.call(
                    "mcp_memory_create_entities",
                    "{\"entities\":[{\"name\":\"zebrafinch\",\"entityType\":\"bird\",\"observations\":[\"sings\"]}]}");
            fixture.catalog(integration("memory", 2, definition, "{\"tools\":[\"mcp_memory_read_graph\"]}"));
            fixture.awaitTool("mcp_memory_create_entities", false);
            fixture.awaitTool("mcp_memory_read_graph", true);
            assertThat(fixture.call("mcp_memory_read_graph", "{}").output()).contains("zebrafinch");
            assertThat(fixture.childCount()).isEqualTo(1);
        }
    }
}
