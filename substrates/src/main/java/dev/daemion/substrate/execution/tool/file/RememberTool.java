package dev.daemion.substrate.execution.tool.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.BlockingTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;

/** Notes something down, for people and agents alike. */
public final class RememberTool extends BlockingTool {
    private static final int TEXT_LENGTH_MAX = 4_000;

    private final Clock clock;

    /** @param clock its zone decides what a day is */
    public RememberTool(Clock clock) {
        super(
                "remember",
                "Notes one thing down in workspace/notes.md, with its day. Never for passwords or keys.",
                InputShape.of(InputShape.text("text", TEXT_LENGTH_MAX, "What to remember, in one sentence.")),
                false);
        this.clock = clock;
    }

    @Override
    public String subject(JsonNode input, ToolScope scope) {
        return Notes.in(scope.home()).file().toString();
    }

    @Override
    protected Question ask(Arguments arguments, ToolScope scope) {
        return new Question("Remember something", "Notes down: " + arguments.text("text"));
    }

    @Override
    protected Result run(Arguments arguments, ToolScope scope) throws IOException {
        Notes.in(scope.home()).add(LocalDate.now(clock).toString(), arguments.text("text"));
        return Result.ok("Noted: " + arguments.text("text").strip());
    }
}
