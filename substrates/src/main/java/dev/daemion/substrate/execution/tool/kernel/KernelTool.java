package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.CheckedTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A question to the kernel; the answer is JSON. */
final class KernelTool extends CheckedTool {
    private static final Logger LOG = LoggerFactory.getLogger(KernelTool.class);
    private static final int OUTPUT_LENGTH_MAX = 256 * 1024;

    /** What is asked. */
    interface Question {
        CompletionStage<? extends Object> ask(Arguments arguments);
    }

    private final Question question;

    KernelTool(String name, String description, InputShape shape, Question question) {
        super(name, description, shape, true);
        this.question = question;
    }

    @Override
    public String subject(JsonNode input, ToolScope scope) {
        return "*";
    }

    @Override
    protected Running begin(Arguments arguments, ToolScope scope) {
        var result = new CompletableFuture<Result>();
        question.ask(arguments)
                .whenComplete((answer, failure) -> result.complete(failure == null ? shown(answer) : failed(failure)));
        return new Running() {
            @Override
            public CompletionStage<Result> result() {
                return result.minimalCompletionStage();
            }

            @Override
            public void cancel() {
                result.complete(Result.error("The call was stopped before it ended."));
            }
        };
    }

    private static Result shown(Object answer) {
        var text = Json.show(answer);
        return text.length() <= OUTPUT_LENGTH_MAX
                ? Result.ok(text)
                : Result.error("The answer has " + text.length() + " characters; ask for less with `limit`.");
    }

    private Result failed(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return Result.error(problem.detail());
        }
        LOG.warn("tool {} got no answer", spec().name(), cause);
        return Result.error("The kernel did not answer " + spec().name() + "; try again.");
    }
}
