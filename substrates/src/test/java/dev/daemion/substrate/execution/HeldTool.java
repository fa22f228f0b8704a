package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A tool whose calls end when the test says so. */
record HeldTool(
        ToolSpec spec,
        BlockingQueue<String> starts,
        BlockingQueue<CompletableFuture<Tool.Result>> calls,
        AtomicInteger cancelled)
        implements Tool {
    @Override
    public String subject(JsonNode input, ToolScope scope) {
        return input.path("path").asText();
    }

    @Override
    public Running start(JsonNode input, ToolScope scope) {
        var result = new CompletableFuture<Result>();
        starts.add(input.path("path").asText());
        calls.add(result);
        return new Running() {
            @Override
            public CompletionStage<Result> result() {
                return result;
            }

            @Override
            public void cancel() {
                cancelled.incrementAndGet();
                result.complete(Result.error("stopped"));
            }
        };
    }
}
