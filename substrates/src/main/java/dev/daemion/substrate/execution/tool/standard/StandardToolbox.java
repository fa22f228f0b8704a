package dev.daemion.substrate.execution.tool.standard;

import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolSpec;
import dev.daemion.substrate.execution.tool.Toolbox;
import dev.daemion.substrate.execution.tool.file.ArtifactKeeper;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import dev.daemion.substrate.execution.tool.file.EditTool;
import dev.daemion.substrate.execution.tool.file.GlobTool;
import dev.daemion.substrate.execution.tool.file.GrepTool;
import dev.daemion.substrate.execution.tool.file.ListTool;
import dev.daemion.substrate.execution.tool.file.ReadTool;
import dev.daemion.substrate.execution.tool.file.RecallTool;
import dev.daemion.substrate.execution.tool.file.RememberTool;
import dev.daemion.substrate.execution.tool.file.SaveArtifactTool;
import dev.daemion.substrate.execution.tool.file.WriteTool;
import dev.daemion.substrate.execution.tool.kernel.KernelJobs;
import dev.daemion.substrate.execution.tool.kernel.KernelReader;
import dev.daemion.substrate.execution.tool.kernel.KernelTools;
import dev.daemion.substrate.execution.tool.kernel.KernelWriter;
import dev.daemion.substrate.execution.tool.shell.BashTool;
import dev.daemion.substrate.execution.tool.web.HostResolver;
import dev.daemion.substrate.execution.tool.web.WebFetchTool;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ClassicActorSystemProvider;

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

    /**
     * Every built-in tool.
     *
     * @param paths where {@code ~} is
     * @param guard the rules, for what a call meets on its way
     * @param clock its zone decides what a day is
     */
    public static StandardToolbox of(
            ConfinedPaths paths,
            ChildLauncher launcher,
            ToolGuard guard,
            ClassicActorSystemProvider system,
            HostResolver resolver,
            KernelReader reader,
            KernelWriter writer,
            KernelJobs jobs,
            Clock clock) {
        var tools = new ArrayList<>(local(paths, launcher, guard));
        tools.add(new WebFetchTool(system, resolver, guard));
        tools.add(WebFetchTool.httpGet(system, resolver, guard));
        tools.add(new RememberTool(clock));
        tools.add(new RecallTool());
        tools.addAll(KernelTools.all(reader, clock));
        tools.addAll(KernelTools.of(reader, writer, jobs, clock));
        tools.add(new SaveArtifactTool(paths, new ArtifactKeeper(paths, writer)));
        return new StandardToolbox(tools);
    }

    /** Tools on files and the shell. */
    public static List<Tool> local(ConfinedPaths paths, ChildLauncher launcher, ToolGuard guard) {
        return List.of(
                new ReadTool(paths),
                new ListTool(paths),
                new GlobTool(paths),
                new GrepTool(paths, guard),
                new WriteTool(paths),
                new EditTool(paths, guard),
                new BashTool(paths, launcher));
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
