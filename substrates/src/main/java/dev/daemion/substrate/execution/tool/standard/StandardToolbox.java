package dev.daemion.substrate.execution.tool.standard;

import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolSpec;
import dev.daemion.substrate.execution.tool.Toolbox;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import dev.daemion.substrate.execution.tool.file.ListTool;
import dev.daemion.substrate.execution.tool.file.ReadTool;
import dev.daemion.substrate.execution.tool.file.WriteTool;
import dev.daemion.substrate.execution.tool.shell.BashTool;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The built-in tools, and those that integrations bring and take away while the gateway runs. */
public final class StandardToolbox implements Toolbox {
    private final Map<String, Tool> builtIn;
    private final Map<String, List<Tool>> brought = new ConcurrentHashMap<>();

    /** @param tools built in for good; names are unique */
    public StandardToolbox(Collection<Tool> tools) {
        var byName = new LinkedHashMap<String, Tool>();
        for (Tool tool : tools) {
            if (byName.putIfAbsent(tool.spec().name(), tool) != null) {
                throw new IllegalArgumentException(
                        "two tools are called " + tool.spec().name());
            }
        }
        builtIn = Collections.unmodifiableMap(byName);
    }

    /** Tools on files and the shell. */
    public static List<Tool> local(ConfinedPaths paths, ChildLauncher launcher) {
        return List.of(new ReadTool(paths), new ListTool(paths), new WriteTool(paths), new BashTool(paths, launcher));
    }

    /**
     * Replaces what one source has brought; an empty list takes it away. A tool never hides one that was there before
     * it.
     */
    public void bring(String source, List<Tool> tools) {
        if (tools.isEmpty()) {
            brought.remove(source);
        } else {
            brought.put(source, List.copyOf(tools));
        }
    }

    @Override
    public Optional<Tool> find(String name) {
        return Optional.ofNullable(all().get(name));
    }

    @Override
    public List<ToolSpec> specs() {
        return all().values().stream().map(Tool::spec).toList();
    }

    private Map<String, Tool> all() {
        if (brought.isEmpty()) {
            return builtIn;
        }
        var all = new LinkedHashMap<>(builtIn);
        brought.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(e -> e.getValue().forEach(t -> all.putIfAbsent(t.spec().name(), t)));
        return all;
    }
}
