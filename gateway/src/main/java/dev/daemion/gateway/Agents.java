package dev.daemion.gateway;

import dev.daemion.extension.seed.AgentFolders;
import dev.daemion.gateway.discovery.Version;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.secret.SecretStore;
import dev.daemion.substrate.execution.ExecutionPorts;
import dev.daemion.substrate.execution.model.ConfiguredModelRegistry;
import dev.daemion.substrate.execution.policy.Grants;
import dev.daemion.substrate.execution.policy.PolicyRules;
import dev.daemion.substrate.execution.policy.RulePolicyEngine;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.process.Orphans;
import dev.daemion.substrate.execution.tool.file.ArtifactKeeper;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import dev.daemion.substrate.execution.tool.integration.ImageKeeper;
import dev.daemion.substrate.execution.tool.integration.IntegrationPorts;
import dev.daemion.substrate.execution.tool.kernel.SubstrateJobs;
import dev.daemion.substrate.execution.tool.kernel.SubstrateReader;
import dev.daemion.substrate.execution.tool.kernel.SubstrateWriter;
import dev.daemion.substrate.execution.tool.standard.StandardToolbox;
import dev.daemion.substrate.execution.tool.web.HostResolver;
import dev.daemion.substrate.execution.tool.web.HttpEndpointTool;
import dev.daemion.substrate.trigger.TriggerPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;

/** What agents work with in this process: directories, tools, the policy that guards them, models. */
final class Agents implements AutoCloseable {
    private final Home home;
    private final List<Path> roots;
    private final Path userHome;
    private final AtomicReference<Catalog> catalog = new AtomicReference<>(Catalog.EMPTY);
    private final AtomicReference<Grants> grants = new AtomicReference<>(Grants.NONE);
    private final SecretStore secrets;
    private final ChildLauncher launcher;
    private final ConfiguredModelRegistry models;
    private final PolicyRules rules;

    Agents(Settings settings, Map<String, String> environment, Clock clock, RandomGenerator random) {
        this.home = settings.home();
        this.userHome = Home.userHome(environment);
        this.roots = realRoots(settings);
        this.launcher = new ChildLauncher(environment);
        Thread.ofPlatform().daemon().name("end-orphans").start(Orphans::end);
        this.secrets = new SecretStore(environment, home.path().resolve("secrets"));
        this.models = new ConfiguredModelRegistry(secrets, settings.providers(), clock, random);
        this.rules = new PolicyRules(catalog::get, userHome);
    }

    /** Made when the execution substrate starts, and anew when it restarts. */
    ExecutionPorts ports(ActorSystem<?> system, SubstrateRefs refs, Executor blocking, Clock clock) {
        var paths = new ConfinedPaths(userHome);
        var writer = new SubstrateWriter(refs, system.scheduler());
        var toolbox = StandardToolbox.of(
                paths,
                launcher,
                rules,
                system,
                HostResolver.SYSTEM,
                new SubstrateReader(refs, system.scheduler()),
                writer,
                new SubstrateJobs(refs, system.scheduler()),
                clock);
        var policy = new RulePolicyEngine(toolbox, catalog::get, grants::get, rules, userHome);
        return new ExecutionPorts(
                models,
                toolbox,
                new IntegrationPorts(
                        toolbox,
                        launcher,
                        secrets::find,
                        new HttpEndpointTool.Surroundings(system, HostResolver.SYSTEM, rules, secrets::find),
                        new ImageKeeper(new ArtifactKeeper(paths, writer), policy, blocking),
                        home.workspace(),
                        userHome,
                        Version.current(),
                        IntegrationPorts.START_MAX_DEFAULT,
                        IntegrationPorts.BACK_OFF_DEFAULT,
                        blocking),
                policy,
                next -> {
                    catalog.set(next);
                    models.update(next);
                },
                grants::set,
                roots,
                home.path(),
                home.workspace(),
                blocking);
    }

    /** Agents that the owner keeps as folders in the home. */
    AgentFolders folders() {
        return AgentFolders.in(home.agents());
    }

    /** What may be watched, and the secrets of webhooks. */
    TriggerPorts triggerPorts(Executor blocking) {
        return new TriggerPorts(secrets::find, roots, home.path(), home.workspace(), userHome, blocking);
    }

    /** Takes over changed providers; calls under way go on with what they began with. */
    void update(Settings changed) {
        models.update(changed.providers());
    }

    /** Ends what the models' providers hold open, and every program that was started. */
    @Override
    public void close() {
        try {
            launcher.endAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        models.close();
    }

    /** For the model: where it is. The same for the gateway's life, so that a provider can cache it. */
    String surroundings() {
        var directories = new ArrayList<String>();
        roots.forEach(root -> directories.add(root.toString()));
        return "You run on " + System.getProperty("os.name") + " (" + System.getProperty("os.arch")
                + "). Your working directory is " + home.workspace()
                + "; relative paths start there. You may use files below "
                + String.join(" and ", directories) + ".";
    }

    private static List<Path> realRoots(Settings settings) {
        try {
            var workspace = settings.home().workspace();
            Files.createDirectories(workspace);
            var real = new LinkedHashSet<Path>();
            real.add(workspace.toRealPath());
            for (var root : settings.roots()) {
                if (Files.isDirectory(root)) {
                    real.add(root.toRealPath());
                }
            }
            return List.copyOf(real);
        } catch (IOException e) {
            throw new UncheckedIOException("the workspace cannot be made", e);
        }
    }
}
