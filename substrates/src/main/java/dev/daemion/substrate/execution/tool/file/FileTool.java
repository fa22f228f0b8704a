package dev.daemion.substrate.execution.tool.file;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.BlockingTool;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.io.IOException;
import java.util.Optional;

/** A tool whose decisive argument is {@code path}. */
abstract class FileTool extends BlockingTool {
    static final int PATH_LENGTH_MAX = 4096;

    private final ConfinedPaths paths;

    FileTool(ConfinedPaths paths, String name, String description, InputShape shape, boolean isReadOnly) {
        super(name, description, shape, isReadOnly);
        this.paths = paths;
    }

    @Override
    public final String subject(JsonNode input, ToolScope scope) {
        return switch (paths.resolve(input.path("path").asText("."), scope)) {
            case ConfinedPaths.Place.Inside inside -> inside.path().toString();
            case ConfinedPaths.Place.Refused refused -> refused.path().toString();
        };
    }

    @Override
    protected Optional<String> refuse(Arguments arguments, ToolScope scope) {
        return place(arguments, scope) instanceof ConfinedPaths.Place.Refused refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    final ConfinedPaths.Place place(Arguments arguments, ToolScope scope) {
        return paths.resolve(arguments.optionalText("path").orElse("."), scope);
    }

    /** @throws IOException with the refusal, when the path has become one since it was decided on */
    final ConfinedPaths.Place.Inside inside(Arguments arguments, ToolScope scope) throws IOException {
        return switch (place(arguments, scope)) {
            case ConfinedPaths.Place.Inside inside -> inside;
            case ConfinedPaths.Place.Refused refused -> throw new IOException(refused.reason());
        };
    }
}
