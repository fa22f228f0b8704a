package dev.daemion.substrate.execution.tool.file;

import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Sentences;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.kernel.KernelWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Keeps content as an artifact of the agent that has made or got it, or as the next version of one. A text that fits
 * goes into the record; anything else is copied into the workspace, because a version that changes later is none.
 */
public final class ArtifactKeeper {
    /** Artifacts that one thread may bring. */
    static final int PER_THREAD_MAX = 200;
    /** Longest text that stands in the record itself, in bytes of its JSON form. */
    static final int INLINE_BYTES_MAX = 200_000;

    private final ArtifactStore store;
    private final KernelWriter kernel;

    public ArtifactKeeper(ConfinedPaths paths, KernelWriter kernel) {
        this.store = new ArtifactStore(paths);
        this.kernel = kernel;
    }

    /** Where content comes from; may block. */
    public interface Content {
        /** @throws IOException with a sentence */
        byte[] bytes() throws IOException;
    }

    /**
     * @param name kebab-case
     * @param description one sentence for people
     */
    public record Draft(String name, String mimeType, String description) {}

    /** Fails with a {@link Problem} whose detail is a sentence. */
    public CompletionStage<ExtensionView> keep(Draft draft, Content content, ToolScope scope) {
        return kernel.artifacts(scope.threadId(), PER_THREAD_MAX).thenCompose(present -> {
            boolean isThere = present.stream().anyMatch(one -> one.name().equals(draft.name()));
            if (!isThere && present.size() >= PER_THREAD_MAX) {
                throw new Problem(
                        ProblemCode.TOO_MANY,
                        "This thread has brought " + PER_THREAD_MAX
                                + " artifacts, the most there may be: make a new version of one instead.");
            }
            return CompletableFuture.supplyAsync(
                            () -> record(draft, content, scope),
                            task -> Thread.ofVirtual().name("artifact-keeper").start(task))
                    .thenCompose(record ->
                            kernel.put(record, ExtensionAuthor.agent(scope.agentId(), scope.runId(), scope.threadId())))
                    .thenApply(PutView::extension);
        });
    }

    /** As a file of the roots; for {@link Content}. */
    byte[] read(String path, ToolScope scope) throws IOException {
        return store.read(path, scope);
    }

    private String record(Draft draft, Content content, ToolScope scope) {
        var definition = Json.stored().createObjectNode().put("mimeType", draft.mimeType());
        try {
            var bytes = content.bytes();
            var text = TextBytes.strict(bytes).filter(decoded -> decoded.indexOf('\0') < 0);
            if (text.isPresent() && isInline(text.get())) {
                definition.put("content", text.get());
            } else {
                definition.put("path", store.keep(draft.name(), draft.mimeType(), bytes, scope));
            }
        } catch (IOException e) {
            throw new CompletionException(new Problem(ProblemCode.TOOL_DENIED, Sentences.of(e)));
        }
        definition.put("threadId", scope.threadId().value());
        var record = Json.stored().createObjectNode();
        record.put("type", ExtensionType.ARTIFACT.wire());
        record.put("name", draft.name());
        record.put("description", draft.description());
        record.set("definition", definition);
        return record.toString();
    }

    private static boolean isInline(String text) {
        return Json.stored().createObjectNode().put("t", text).toString().getBytes(StandardCharsets.UTF_8).length
                <= INLINE_BYTES_MAX;
    }
}
