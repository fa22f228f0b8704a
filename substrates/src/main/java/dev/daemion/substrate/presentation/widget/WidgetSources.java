package dev.daemion.substrate.presentation.widget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.WidgetProtocol;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.wire.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where the data of a widget comes from: a question to the kernel, an endpoint, or a job's last output. */
final class WidgetSources {
    private final Asks asks;
    private final SubstrateRefs refs;
    private final KernelQueries queries;

    WidgetSources(Asks asks, SubstrateRefs refs, Clock clock) {
        this.asks = asks;
        this.refs = refs;
        this.queries = new KernelQueries(asks, refs, clock);
    }

    /** What the source answers. Refused as {@link WidgetProtocol.ReadWidget} says. */
    CompletionStage<JsonNode> read(ExtensionView widget) {
        var source = widget.definition().path("source");
        CompletionStage<JsonNode> read;
        if (source.has("query")) {
            read = queries.answer(source.path("query").asText());
        } else if (source.has("endpoint")) {
            var parts = source.path("endpoint").asText().split("/", 2);
            read = asks.<ExecutionProtocol.Message, JsonNode>ask(
                    refs.execution(),
                    replyTo -> new ExecutionProtocol.ReadEndpoint(
                            widget.name(), parts[0], parts.length > 1 ? parts[1] : "", replyTo));
        } else {
            read = lastOutput(source.path("job").asText());
        }
        return read.thenApply(data -> bounded(widget, data));
    }

    /**
     * What the last run of a job that succeeded said.
     *
     * @param output as the run gave it
     * @param value the same read as JSON; null when it is none
     */
    private record JobOutput(
            String job,
            RunId runId,
            @Nullable Instant finishedAt,
            String output,
            @Nullable JsonNode value) {}

    private CompletionStage<JsonNode> lastOutput(String job) {
        return asks.<StorageProtocol.Message, List<RunView>>ask(
                        refs.storage(),
                        replyTo -> new StorageProtocol.Read<>(
                                new StorageQuery.Runs(job, null, RunStatus.SUCCEEDED, 1), replyTo))
                .thenApply(runs -> {
                    if (runs.isEmpty()) {
                        throw new Problem(
                                ProblemCode.SOURCE_FAILED, "the job " + job + " has not succeeded yet: run it once");
                    }
                    var run = runs.getFirst();
                    var output = run.output() == null ? "" : run.output();
                    return Json.shown()
                            .valueToTree(new JobOutput(job, run.id(), run.finishedAt(), output, json(output)));
                });
    }

    private static @Nullable JsonNode json(String output) {
        try {
            return output.isBlank() ? null : Json.shown().readTree(output);
        } catch (JsonProcessingException e) {
            return null; // a text is a text
        }
    }

    private static JsonNode bounded(ExtensionView widget, JsonNode data) {
        int length = data.toString().length();
        if (length > WidgetProtocol.DATA_LENGTH_MAX) {
            throw new Problem(
                    ProblemCode.TOO_LARGE,
                    "the source of the widget " + widget.name() + " answered " + length
                            + " characters; a widget shows at" + " most " + WidgetProtocol.DATA_LENGTH_MAX);
        }
        return data;
    }
}
