package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Scopes and calls as tests of tools need them. */
public final class ToolScopes {
    public static final ThreadId THREAD = new ThreadId("thread_01jd0000000000000000000001");
    public static final RunId RUN = new RunId("run_01jd0000000000000000000001");

    private ToolScopes() {}

    /** {@code base/work} is the root and the working directory, {@code base/home} Daemion's home with a workspace. */
    public static ToolScope in(Path base) {
        try {
            var real = base.toRealPath();
            var work = Files.createDirectories(real.resolve("work"));
            Files.createDirectories(real.resolve("home/workspace"));
            return of(work, List.of(work), real.resolve("home"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ToolScope of(Path directory, List<Path> roots, Path home) {
        return new ToolScope(THREAD, RUN, "daemion", "act", directory, roots, home, null, false);
    }

    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Tool.Result call(Tool tool, ToolScope scope, JsonNode input) throws Exception {
        return tool.start(input, scope).result().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    public static Tool.Result call(Tool tool, ToolScope scope, String input) throws Exception {
        return call(tool, scope, json(input));
    }
}
