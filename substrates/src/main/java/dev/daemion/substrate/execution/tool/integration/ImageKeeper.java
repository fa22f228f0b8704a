package dev.daemion.substrate.execution.tool.integration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.wire.Sha256;
import dev.daemion.substrate.execution.policy.PolicyEngine;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.file.ArtifactKeeper;
import dev.daemion.substrate.execution.tool.file.ArtifactKeeper.Draft;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the pictures in a server's answer as artifacts of the agent that asked, where it might save one itself: a model
 * that only reads text can name them, and people can look at them.
 */
public final class ImageKeeper {
    /** Largest picture that is kept: 5 MiB. */
    static final int BYTES_MAX = 5 * 1024 * 1024;
    /** Pictures of one answer; more are not kept. */
    static final int COUNT_MAX = 8;

    private static final Logger LOG = LoggerFactory.getLogger(ImageKeeper.class);
    private static final int HASH_LENGTH = 12;
    private static final int NAME_LENGTH_MAX = 64;
    private static final String SAVE = "save_artifact";

    private final ArtifactKeeper artifacts;
    private final PolicyEngine policy;
    private final Executor blocking;

    public ImageKeeper(ArtifactKeeper artifacts, PolicyEngine policy, Executor blocking) {
        this.artifacts = artifacts;
        this.policy = policy;
        this.blocking = blocking;
    }

    /** What a model is told of each part that is a picture; empty for any other. Never fails. */
    CompletionStage<List<Optional<String>>> keep(String integration, List<McpSchema.Content> content, ToolScope scope) {
        CompletionStage<List<Optional<String>>> all = CompletableFuture.completedStage(new ArrayList<>());
        int count = 0;
        for (var part : content) {
            var picture = Picture.of(part);
            int number = picture.isPresent() ? ++count : count;
            all = all.thenCompose(told -> (picture.isEmpty()
                            ? CompletableFuture.completedStage(Optional.<String>empty())
                            : keep(integration, picture.get(), number, scope).thenApply(Optional::of))
                    .thenApply(one -> {
                        told.add(one);
                        return told;
                    }));
        }
        return all;
    }

    /** @param said the type the server gives it */
    private record Picture(String said, String base64) {
        static Optional<Picture> of(McpSchema.Content part) {
            return switch (part) {
                case McpSchema.ImageContent image ->
                    Optional.of(new Picture(String.valueOf(image.mimeType()), String.valueOf(image.data())));
                case McpSchema.EmbeddedResource embedded
                when embedded.resource() instanceof McpSchema.BlobResourceContents blob
                        && String.valueOf(blob.mimeType()).startsWith("image/") ->
                    Optional.of(new Picture(String.valueOf(blob.mimeType()), String.valueOf(blob.blob())));
                default -> Optional.empty();
            };
        }

        String type() {
            return said.equals("image/jpg") ? "image/jpeg" : said;
        }
    }

    private CompletionStage<String> keep(String integration, Picture picture, int number, ToolScope scope) {
        var what = "image, " + PlainText.line(picture.said(), 60);
        if (number > COUNT_MAX) {
            return left(what, "only " + COUNT_MAX + " of an answer are kept");
        }
        if (picture.base64().length() / 4 * 3L > BYTES_MAX + 2) {
            return left(what, "it is larger than " + BYTES_MAX + " bytes");
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(picture.base64());
        } catch (IllegalArgumentException e) {
            return left(what, "it is no base64");
        }
        if (!ImageBytes.mimeType(bytes).equals(Optional.of(picture.type()))) {
            return left(what, "its " + bytes.length + " bytes are not such a picture");
        }
        return CompletableFuture.supplyAsync(() -> refusal(picture.type(), scope), blocking)
                .thenCompose(refusal -> refusal.isPresent()
                        ? left(what, refusal.get())
                        : artifacts
                                .keep(
                                        new Draft(
                                                name(integration, bytes),
                                                picture.type(),
                                                "A picture that the MCP server " + integration + " answered."),
                                        () -> bytes,
                                        scope)
                                .thenApply(kept -> "[" + what + ", " + bytes.length + " bytes: kept as the artifact "
                                        + kept.name() + ", which the user can look at]"))
                .exceptionallyCompose(failure -> left(what, reason(failure)));
    }

    /** The same picture again is the same artifact. */
    private static String name(String integration, byte[] bytes) {
        var hash = Sha256.hex(bytes).substring(0, HASH_LENGTH);
        int most = NAME_LENGTH_MAX - HASH_LENGTH - "-image-".length();
        var whose = integration.length() <= most ? integration : integration.substring(0, most);
        return whose.replaceAll("-+$", "") + "-image-" + hash;
    }

    /** What holds for the tool that saves artifacts holds here. */
    private Optional<String> refusal(String mimeType, ToolScope scope) {
        var input = JsonNodeFactory.instance
                .objectNode()
                .put("name", "picture")
                .put("mime_type", mimeType)
                .put("content", "x");
        return policy.decide(SAVE, input, scope) instanceof Verdict.Allow
                ? Optional.empty()
                : Optional.of("here " + SAVE + " is not allowed by itself");
    }

    private static CompletionStage<String> left(String what, String reason) {
        return CompletableFuture.completedStage("[" + what + ": not kept, for " + reason + "]");
    }

    private static String reason(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return PlainText.line(problem.detail(), 300);
        }
        LOG.warn("a picture was not kept", cause);
        return "the kernel did not answer";
    }
}
