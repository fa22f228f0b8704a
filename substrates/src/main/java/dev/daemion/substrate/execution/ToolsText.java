package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.util.RawValue;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tools of a run as JSON: written once while runs are offered the same ones. Thread-safe. */
final class ToolsText {
    private volatile @Nullable Written last;

    private record Written(List<ToolSpec> tools, RawValue json) {}

    RawValue of(List<ToolSpec> tools) {
        var written = last;
        if (written == null || !written.tools().equals(tools)) {
            written = new Written(List.copyOf(tools), new RawValue(Json.store(tools)));
            last = written;
        }
        return written.json();
    }
}
