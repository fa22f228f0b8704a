package dev.daemion.substrate.execution.tool.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.protocol.ExtensionProtocol.ExtensionPatch;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolScopes;
import dev.daemion.substrate.execution.tool.kernel.KernelWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("save_artifact keeps what an agent has made")
class SaveArtifactToolTest {
    private ToolScope scope;
    private final Kept kept = new Kept();
    private SaveArtifactTool tool;

    @BeforeEach
    void open(@TempDir Path base) {
        var in = ToolScopes.in(base);
        var workspace = in.home().resolve("workspace");
        scope = ToolScopes.of(in.workingDirectory(), List.of(in.workingDirectory(), workspace), in.home());
        var paths = new ConfinedPaths(scope.workingDirectory());
        tool = new SaveArtifactTool(paths, new ArtifactKeeper(paths, kept));
    }

    private Tool.Result call(String input) throws Exception {
        return ToolScopes.call(tool, scope, input);
    }

    @Test
    @DisplayName("as a record with its text, the thread it came from and the agent as its author")
    void text() throws Exception {
        var result = call("{'name':'report','mime_type':'text/markdown','content':'# Done'}");

        assertThat(result.isError()).as(result.output()).isFalse();
        assertThat(result.output()).contains("/artifacts/report/content", "\"version\":1");
        var definition = kept.last().path("definition");
        assertThat(definition.path("content").asText()).isEqualTo("# Done");
        assertThat(definition.path("threadId").asText()).isEqualTo(ToolScopes.THREAD.value());
        assertThat(kept.author.agentId()).isEqualTo("daemion");
        assertThat(kept.author.source()).isEqualTo(ExtensionSource.AGENT);
    }

    @Test
    @DisplayName("with the text of a file, so that the version stays when the file changes")
    void textFile() throws Exception {
        Files.writeString(scope.workingDirectory().resolve("a.csv"), "a,b");
        call("{'name':'table','mime_type':'text/csv','path':'a.csv'}");
        assertThat(kept.last().at("/definition/content").asText()).isEqualTo("a,b");
        assertThat(kept.last().at("/definition").has("path")).isFalse();
    }

    @Test
    @DisplayName("with a copy of what is no text or too long, one for each content")
    void copies() throws Exception {
        var picture = scope.workingDirectory().resolve("p.png");
        Files.write(picture, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1});
        call("{'name':'picture','mime_type':'image/png','path':'p.png'}");
        var first = Path.of(kept.last().at("/definition/path").asText());
        Files.write(picture, new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 2});
        call("{'name':'picture','mime_type':'image/png','path':'p.png'}");
        var second = Path.of(kept.last().at("/definition/path").asText());

        assertThat(first).isNotEqualTo(second).startsWith(scope.home().resolve("workspace/artifacts/picture"));
        assertThat(first.toString()).endsWith(".png");
        assertThat(Files.readAllBytes(first)).endsWith((byte) 1);
        assertThat(Files.readAllBytes(second)).endsWith((byte) 2);

        call("{'name':'long','mime_type':'text/plain','content':'" + "é".repeat(150_000) + "'}");
        var copy = Path.of(kept.last().at("/definition/path").asText());
        assertThat(Files.size(copy)).isEqualTo(300_000);
    }

    @Test
    @DisplayName("and refuses what it cannot keep, in a sentence")
    void refuses() throws Exception {
        assertThat(call("{'name':'x','mime_type':'text/plain'}").output()).contains("either `content` or `path`");
        assertThat(call("{'name':'x','mime_type':'text/plain','content':'a','path':'b'}")
                        .output())
                .contains("either");
        assertThat(call("{'name':'x','mime_type':'text/plain','path':'/etc/hostname'}")
                        .output())
                .contains("outside");
        assertThat(call("{'name':'x','mime_type':'text/plain','path':'gone.txt'}")
                        .isError())
                .isTrue();
        assertThat(call("{'name':'x','mime_type':'text/plain','path':'.'}").isError())
                .isTrue();
        assertThat(kept.records).isEmpty();
    }

    @Test
    @DisplayName("at most 200 of a thread; a new version of one of them is none more")
    void bounded() throws Exception {
        kept.present = IntStream.range(0, ArtifactKeeper.PER_THREAD_MAX)
                .mapToObj(i -> Kept.view("a" + i, 1))
                .toList();
        assertThat(call("{'name':'one-more','mime_type':'text/plain','content':'a'}")
                        .output())
                .contains("the most there may be");
        assertThat(call("{'name':'a7','mime_type':'text/plain','content':'a'}").isError())
                .isFalse();
    }

    @Test
    @DisplayName("is decided on by the file it reads")
    void subject() {
        assertThat(tool.subject(ToolScopes.json("{'path':'a.txt'}"), scope))
                .isEqualTo(scope.workingDirectory().resolve("a.txt").toString());
        assertThat(tool.subject(ToolScopes.json("{'content':'a'}"), scope)).isEqualTo("*");
    }

    /** Keeps records in memory; nothing else is asked of it. */
    private static final class Kept implements KernelWriter {
        final List<JsonNode> records = new ArrayList<>();
        ExtensionAuthor author = ExtensionAuthor.person("nobody");
        List<ExtensionView> present = List.of();

        JsonNode last() {
            return records.getLast();
        }

        static ExtensionView view(String name, int version) {
            return new ExtensionView(
                    new ExtensionId("ext_" + "0".repeat(26)),
                    ExtensionType.ARTIFACT,
                    name,
                    "A test.",
                    Json.stored().createObjectNode(),
                    ExtensionSource.AGENT,
                    true,
                    ExtensionStatus.ACTIVE,
                    version,
                    "daemion",
                    null,
                    Instant.EPOCH,
                    Instant.EPOCH);
        }

        @Override
        public CompletionStage<Optional<ExtensionView>> lastChanged(
                @Nullable ExtensionType type, @Nullable String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<PutView> put(String text, ExtensionAuthor by) {
            records.add(Json.restore(text, JsonNode.class));
            author = by;
            return CompletableFuture.completedStage(
                    new PutView(view(last().path("name").asText(), records.size()), true, List.of()));
        }

        @Override
        public CompletionStage<List<ExtensionView>> artifacts(ThreadId threadId, int limit) {
            return CompletableFuture.completedStage(present);
        }

        @Override
        public CompletionStage<Catalog> catalog() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<ExtensionView>> extensions(
                @Nullable ExtensionType type, @Nullable ExtensionStatus status, @Nullable String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<ExtensionView> change(ExtensionId id, ExtensionPatch patch, ExtensionAuthor by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<ExtensionView> toggle(ExtensionId id, boolean enabled, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<List<ExtensionVersionView>> history(ExtensionId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<ExtensionView> revertChange(ExtensionId id, int change, String by, ThreadId threadId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Done> delete(ExtensionId id, String by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Done> tell(NoticeDraft draft) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<JsonNode> schema(ExtensionType type) {
            throw new UnsupportedOperationException();
        }
    }
}
