package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.CheckedTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A question to the kernel; the answer is JSON, or a text as it stands. */
final class KernelTool extends CheckedTool {
    private static final Logger LOG = LoggerFactory.getLogger(KernelTool.class);
    private static final int OUTPUT_LENGTH_MAX = 256 * 1024;
    private static final int SUMMARY_LENGTH_MAX = 300;
    private static final int LOOK_UP_SECONDS = 5;

    /** What is asked. */
    interface Asked {
        CompletionStage<? extends Object> ask(Arguments arguments);
    }

    /** What is done, and for whom. */
    interface Action {
        CompletionStage<? extends Object> act(Arguments arguments, ToolScope scope);
    }

    private final Action action;
    private final @Nullable String questionTitle;
    private @Nullable Asked needed;

    KernelTool(String name, String description, InputShape shape, Asked question) {
        this(name, description, shape, true, null, (arguments, _) -> question.ask(arguments));
    }

    /**
     * @param isReadOnly true when it changes nothing by itself
     * @param questionTitle what a person is asked, a few words; null when the tool's name says it
     */
    KernelTool(
            String name,
            String description,
            InputShape shape,
            boolean isReadOnly,
            @Nullable String questionTitle,
            Action action) {
        super(name, description, shape, isReadOnly);
        this.action = action;
        this.questionTitle = questionTitle;
    }

    /** @param what fails with a problem when the call is about something that is not there */
    KernelTool needing(Asked what) {
        needed = what;
        return this;
    }

    @Override
    protected Optional<String> miss(Arguments arguments, ToolScope scope) {
        if (needed == null) {
            return Optional.empty();
        }
        try {
            needed.ask(arguments).toCompletableFuture().get(LOOK_UP_SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return e.getCause() instanceof Problem problem && problem.code().kind() != ProblemCode.Kind.UNAVAILABLE
                    ? Optional.of(problem.detail())
                    : Optional.empty();
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    protected Question ask(Arguments arguments, ToolScope scope) {
        return questionTitle == null
                ? super.ask(arguments, scope)
                : new Question(questionTitle, questionTitle + ": " + shortly(arguments) + ".");
    }

    private static String shortly(Arguments arguments) {
        var text = arguments.input().toString();
        return text.length() <= SUMMARY_LENGTH_MAX ? text : text.substring(0, SUMMARY_LENGTH_MAX) + "…";
    }

    @Override
    public String subject(JsonNode input, ToolScope scope) {
        return "*";
    }

    @Override
    protected Running begin(Arguments arguments, ToolScope scope) {
        var result = new CompletableFuture<Result>();
        action.act(arguments, scope)
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
        var text = answer instanceof String plain ? plain : Json.show(answer);
        return text.length() <= OUTPUT_LENGTH_MAX
                ? Result.ok(text)
                : Result.error("The answer has " + text.length() + " characters; ask for less with `limit`.");
    }

    private Result failed(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Problem problem) {
            return Result.error(explained(problem));
        }
        LOG.warn("tool {} got no answer", spec().name(), cause);
        return Result.error("The kernel did not answer " + spec().name() + "; try again.");
    }

    /** With every finding, so that a model can mend all of them at once. */
    private static String explained(Problem problem) {
        if (problem.findings().size() < 2) {
            return problem.detail();
        }
        return problem.findings().stream()
                .map(finding -> finding.pointer() + ": " + finding.detail())
                .collect(Collectors.joining("\n", problem.detail() + "\n", ""));
    }
}
