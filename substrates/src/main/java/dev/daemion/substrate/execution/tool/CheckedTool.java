package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A tool whose input is declared by an {@link InputShape}: what does not fit is refused before any code of the tool
 * sees it.
 */
public abstract class CheckedTool implements Tool {
    private final ToolSpec spec;
    private final InputShape shape;

    protected CheckedTool(String name, String description, InputShape shape, boolean isReadOnly) {
        this.spec = new ToolSpec(name, description, shape.schema(), isReadOnly);
        this.shape = shape;
    }

    @Override
    public final ToolSpec spec() {
        return spec;
    }

    @Override
    public final Optional<String> refusal(JsonNode input, ToolScope scope) {
        var findings = shape.findings(input);
        if (!findings.isEmpty()) {
            return Optional.of(String.join(" ", findings));
        }
        var arguments = new Arguments(input);
        return refuse(arguments, scope).or(() -> miss(arguments, scope));
    }

    private Optional<String> unfit(JsonNode input, ToolScope scope) {
        var findings = shape.findings(input);
        return findings.isEmpty() ? refuse(new Arguments(input), scope) : Optional.of(String.join(" ", findings));
    }

    @Override
    public final Question question(JsonNode input, ToolScope scope) {
        return shape.findings(input).isEmpty() ? ask(new Arguments(input), scope) : Tool.super.question(input, scope);
    }

    @Override
    public final Optional<String> preview(JsonNode input, ToolScope scope) {
        return shape.findings(input).isEmpty() ? show(new Arguments(input), scope) : Optional.empty();
    }

    @Override
    public final Running start(JsonNode input, ToolScope scope) {
        return unfit(input, scope).map(CheckedTool::refused).orElseGet(() -> begin(new Arguments(input), scope));
    }

    /** Why the call cannot work although its input is well formed. */
    protected Optional<String> refuse(Arguments arguments, ToolScope scope) {
        return Optional.empty();
    }

    /**
     * What the call is about and is not there, so that no person is asked about it. May wait for an answer, so it is
     * left out at {@link #start}, where the call itself finds out.
     */
    protected Optional<String> miss(Arguments arguments, ToolScope scope) {
        return Optional.empty();
    }

    protected Question ask(Arguments arguments, ToolScope scope) {
        return Tool.super.question(arguments.input(), scope);
    }

    protected Optional<String> show(Arguments arguments, ToolScope scope) {
        return Optional.empty();
    }

    /** Starts the work; see {@link Tool#start}. */
    protected abstract Running begin(Arguments arguments, ToolScope scope);

    private static Running refused(String reason) {
        return new Running() {
            @Override
            public CompletionStage<Result> result() {
                return CompletableFuture.completedStage(Result.error(reason));
            }

            @Override
            public void cancel() {
                // it has ended already
            }
        };
    }
}
