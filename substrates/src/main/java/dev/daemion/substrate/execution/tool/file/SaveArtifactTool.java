package dev.daemion.substrate.execution.tool.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.CheckedTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.Sentences;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.kernel.KernelWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what an agent has made as an artifact, or as the next version of one. A text that fits goes into the record;
 * anything else is copied into the workspace, because a version that changes later is none.
 */
public final class SaveArtifactTool extends CheckedTool {
    /** Artifacts that one thread may bring. */
    static final int PER_THREAD_MAX = 200;
    /** Longest text that stands in the record itself, in bytes of its JSON form. */
    static final int INLINE_BYTES_MAX = 200_000;

    private static final int CONTENT_LENGTH_MAX = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(SaveArtifactTool.class);
    private static final Result STOPPED = Result.error("The call was stopped before it ended.");

    private final ConfinedPaths paths;
    private final ArtifactStore store;
    private final KernelWriter kernel;

    public SaveArtifactTool(ConfinedPaths paths, KernelWriter kernel) {
        super(
                "save_artifact",
                "Keeps something you have made (a report, a table, code, a picture) as an artifact that the user can"
                        + " look at and download; the same name again makes its next version. Give the text itself"
                        + " or the path of a file, which is copied.",
                InputShape.of(
                        InputShape.text("name", 64, "Its name, kebab-case."),
                        InputShape.text("mime_type", 128, "Media type, such as text/markdown or image/png."),
                        InputShape.optionalText("description", 500, "One sentence for people."),
                        InputShape.optionalText("content", CONTENT_LENGTH_MAX, "The text itself."),
                        InputShape.optionalText(
                                "path", FileTool.PATH_LENGTH_MAX, "A file instead: absolute, ~/…, or relative.")),
                true);
        this.paths = paths;
        this.store = new ArtifactStore(paths);
        this.kernel = kernel;
    }

    @Override
    public String subject(JsonNode input, ToolScope scope) {
        var path = input.path("path").asText("");
        if (path.isBlank()) {
            return "*";
        }
        return switch (paths.resolve(path, scope)) {
            case ConfinedPaths.Place.Inside inside -> inside.path().toString();
            case ConfinedPaths.Place.Refused refused -> refused.path().toString();
        };
    }

    @Override
    protected Optional<String> refuse(Arguments arguments, ToolScope scope) {
        var path = arguments.optionalText("path");
        if (path.isPresent() == arguments.optionalText("content").isPresent()) {
            return Optional.of("Give either `content` or `path`.");
        }
        return path.isPresent() && paths.resolve(path.get(), scope) instanceof ConfinedPaths.Place.Refused refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    @Override
    protected Question ask(Arguments arguments, ToolScope scope) {
        return new Question(
                "Keep an artifact",
                "Keeps " + arguments.optionalText("path").orElse("a text") + " as the artifact "
                        + arguments.text("name") + ".");
    }

    @Override
    protected Running begin(Arguments arguments, ToolScope scope) {
        var result = new CompletableFuture<Result>();
        kernel.artifacts(scope.threadId(), PER_THREAD_MAX)
                .thenCompose(present -> present.size() < PER_THREAD_MAX
                                || present.stream().anyMatch(one -> one.name().equals(arguments.text("name")))
                        ? keep(arguments, scope)
                        : CompletableFuture.completedStage(Result.error("This thread has brought " + PER_THREAD_MAX
                                + " artifacts, the most there may be: make a new version of one instead.")))
                .whenComplete((kept, failure) -> result.complete(failure == null ? kept : failed(failure)));
        return new Running() {
            @Override
            public CompletionStage<Result> result() {
                return result.minimalCompletionStage();
            }

            @Override
            public void cancel() {
                result.complete(STOPPED);
            }
        };
    }

    private CompletionStage<Result> keep(Arguments arguments, ToolScope scope) {
        return CompletableFuture.supplyAsync(
                        () -> record(arguments, scope),
                        task -> Thread.ofVirtual().name("tool-save_artifact").start(task))
                .thenCompose(record ->
                        kernel.put(record, ExtensionAuthor.agent(scope.agentId(), scope.runId(), scope.threadId())))
                .thenApply(SaveArtifactTool::said);
    }

    private String record(Arguments arguments, ToolScope scope) {
        var name = arguments.text("name");
        var mimeType = arguments.text("mime_type").strip();
        var definition = Json.stored().createObjectNode().put("mimeType", mimeType);
        try {
            var path = arguments.optionalText("path");
            var bytes = path.isPresent()
                    ? store.read(path.get(), scope)
                    : arguments.text("content").getBytes(StandardCharsets.UTF_8);
            var text = TextBytes.strict(bytes).filter(decoded -> decoded.indexOf('\0') < 0);
            if (text.isPresent() && isInline(text.get())) {
                definition.put("content", text.get());
            } else {
                definition.put("path", store.keep(name, mimeType, bytes, scope));
            }
        } catch (IOException e) {
            throw new CompletionException(e);
        }
        definition.put("threadId", scope.threadId().value());
        var record = Json.stored().createObjectNode();
        record.put("type", ExtensionType.ARTIFACT.wire());
        record.put("name", name);
        record.put("description", arguments.optionalText("description").orElse("Made by " + scope.agentId() + "."));
        record.set("definition", definition);
        return record.toString();
    }

    private static boolean isInline(String text) {
        return Json.stored().createObjectNode().put("t", text).toString().getBytes(StandardCharsets.UTF_8).length
                <= INLINE_BYTES_MAX;
    }

    private record Kept(String name, int version, ExtensionStatus status, String download) {}

    private static Result said(PutView put) {
        var artifact = put.extension();
        return Result.ok(Json.show(new Kept(
                artifact.name(), artifact.version(), artifact.status(), "/artifacts/" + artifact.name() + "/content")));
    }

    private static Result failed(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case Problem problem -> Result.error(problem.detail());
            case IOException refused -> Result.error(Sentences.of(refused));
            default -> {
                LOG.warn("an artifact was not kept", cause);
                yield Result.error(
                        "The kernel did not answer save_artifact; look whether it was kept, then try again.");
            }
        };
    }
}
