package dev.daemion.substrate.execution.tool.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.CheckedTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what an agent has made as an artifact, or as the next version of one. */
public final class SaveArtifactTool extends CheckedTool {
    private static final int CONTENT_LENGTH_MAX = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(SaveArtifactTool.class);
    private static final Result STOPPED = Result.error("The call was stopped before it ended.");

    private final ConfinedPaths paths;
    private final ArtifactKeeper keeper;

    public SaveArtifactTool(ConfinedPaths paths, ArtifactKeeper keeper) {
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
        this.keeper = keeper;
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
        var draft = new ArtifactKeeper.Draft(
                arguments.text("name"),
                arguments.text("mime_type").strip(),
                arguments.optionalText("description").orElse("Made by " + scope.agentId() + "."));
        var path = arguments.optionalText("path");
        keeper.keep(
                        draft,
                        () -> path.isPresent()
                                ? keeper.read(path.get(), scope)
                                : arguments.text("content").getBytes(StandardCharsets.UTF_8),
                        scope)
                .whenComplete((kept, failure) -> result.complete(failure == null ? said(kept) : failed(failure)));
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

    private record Kept(String name, int version, ExtensionStatus status, String download) {}

    private static Result said(ExtensionView artifact) {
        return Result.ok(Json.show(new Kept(
                artifact.name(), artifact.version(), artifact.status(), "/artifacts/" + artifact.name() + "/content")));
    }

    private static Result failed(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case Problem problem -> Result.error(problem.detail());
            default -> {
                LOG.warn("an artifact was not kept", cause);
                yield Result.error(
                        "The kernel did not answer save_artifact; look whether it was kept, then try again.");
            }
        };
    }
}
