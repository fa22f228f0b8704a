package dev.daemion.substrate.execution.tool.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.BlockingTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;

/** Finds what was noted down. */
public final class RecallTool extends BlockingTool {
    private static final int QUERY_LENGTH_MAX = 500;

    public RecallTool() {
        super(
                "recall",
                "Finds what was noted down with `remember`, newest first.",
                InputShape.of(InputShape.optionalText("query", QUERY_LENGTH_MAX, "Words that occur in it.")),
                true);
    }

    @Override
    public String subject(JsonNode input, ToolScope scope) {
        return "*";
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException {
        var found = Notes.in(scope.home()).find(arguments.optionalText("query").orElse(""));
        return Result.ok(found.isEmpty() ? "Nothing is noted down about that." : String.join("\n", found));
    }
}
