package dev.daemion.substrate.execution.tool.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol.IntegrationView;
import dev.daemion.kernel.protocol.ExecutionProtocol.LinkStatus;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.secret.Secret;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.policy.PolicyEngine;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolGuard;
import dev.daemion.substrate.execution.tool.ToolScopes;
import dev.daemion.substrate.execution.tool.file.ArtifactKeeper;
import dev.daemion.substrate.execution.tool.file.ConfinedPaths;
import dev.daemion.substrate.execution.tool.kernel.SubstrateWriter;
import dev.daemion.substrate.execution.tool.standard.StandardToolbox;
import dev.daemion.substrate.execution.tool.web.HostResolver;
import dev.daemion.substrate.execution.tool.web.HttpEndpointTool;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.jspecify.annotations.Nullable;

/** A desk with a toolbox of its own, and catalogs made by hand. */
final class IntegrationFixture implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final Path SERVERS = Path.of("src/test/mcp-servers").toAbsolutePath();

    final ActorTestKit kit = ActorTestKit.create();
    final TestProbe<PresentationProtocol.Message> presentation =
            kit.createTestProbe(PresentationProtocol.Message.class);
    final StandardToolbox toolbox = new StandardToolbox(List.of());
    final Map<String, Secret> secrets = new HashMap<>();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final ChildLauncher launcher = new ChildLauncher(Map.of(
            "PATH", System.getenv("PATH"), "HOME", System.getProperty("user.home"), "ANTHROPIC_API_KEY", "leaked-key"));
    private final Path workspace;
    private final ActorRef<IntegrationDesk.Message> desk;
    private final TestProbe<Object> waiter = kit.createTestProbe();
    private int sequence;

    IntegrationFixture(Path workspace) {
        this(workspace, Duration.ofSeconds(30));
    }

    IntegrationFixture(Path workspace, Duration startMax) {
        this.workspace = workspace;
        var ports = new IntegrationPorts(
                toolbox,
                launcher,
                name -> Optional.ofNullable(secrets.get(name)),
                new HttpEndpointTool.Surroundings(
                        kit.system(),
                        HostResolver.SYSTEM,
                        ToolGuard.PUBLIC_ONLY,
                        name -> Optional.ofNullable(secrets.get(name))),
                new ImageKeeper(
                        new ArtifactKeeper(
                                new ConfinedPaths(workspace), new SubstrateWriter(new Refs(), kit.scheduler())),
                        (_, _, _) -> new PolicyEngine.Verdict.Deny("test", "no"),
                        blocking),
                workspace,
                workspace,
                "test",
                startMax,
                List.of(Duration.ofMillis(100)),
                blocking);
        desk = kit.spawn(IntegrationDesk.create(ports, new Refs(), Clock.systemUTC()));
    }

    static ExtensionView integration(String name, int version, String definition, @Nullable String permissions) {
        var at = Instant.parse("2026-11-20T10:00:00Z");
        return new ExtensionView(
                new ExtensionId("ext_" + "0".repeat(26)),
                ExtensionType.INTEGRATION,
                name,
                "A connection.",
                json(definition),
                ExtensionSource.USER,
                true,
                ExtensionStatus.ACTIVE,
                version,
                null,
                permissions == null ? null : json(permissions),
                at,
                at);
    }

    /** A server of the test folder, by the file and its arguments. */
    static ExtensionView server(String name, String... command) {
        var argv = new ArrayList<>(List.of("node"));
        argv.addAll(List.of(command));
        argv.set(1, SERVERS.resolve(argv.get(1)).toString());
        return integration(
                name, 1, "{\"kind\":\"mcp\",\"timeoutSeconds\":20,\"command\":" + Json.show(argv) + "}", null);
    }

    static ExtensionView hostile(String mode) {
        return server("hostile", "hostile.mjs", mode);
    }

    static JsonNode json(String text) {
        try {
            return Json.stored().readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    void catalog(ExtensionView... extensions) {
        desk.tell(new IntegrationDesk.CatalogCame(new Catalog(++sequence, List.of(extensions))));
    }

    List<IntegrationView> report() {
        return await(AskPattern.<IntegrationDesk.Message, List<IntegrationView>>askWithStatus(
                desk, IntegrationDesk.Report::new, PATIENCE, kit.scheduler()));
    }

    /** Waits until the one integration stands so. */
    IntegrationView awaitState(LinkStatus state) {
        return waiter.awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            var view = report().getFirst();
            assertThat(view.state()).as(view.detail()).isEqualTo(state);
            return view;
        });
    }

    /** Waits until the tool is or is not there. */
    void awaitTool(String name, boolean isThere) {
        waiter.awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            assertThat(toolbox.find(name).isPresent()).isEqualTo(isThere);
            return true;
        });
    }

    Tool tool(String name) {
        return toolbox.find(name).orElseThrow(() -> new AssertionError(name + " is not there: " + report()));
    }

    Tool.Running start(String name, String input) {
        return tool(name).start(json(input), ToolScopes.of(workspace, List.of(workspace), Path.of("/srv/home")));
    }

    Tool.Result call(String name, String input) {
        return await(start(name, input).result());
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** Programs that were started from here and still live. */
    long childCount() {
        return ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains(SERVERS.toString()))
                .count();
    }

    void awaitNoChild() {
        waiter.awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            assertThat(childCount()).isZero();
            return true;
        });
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        try {
            launcher.endAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        blocking.shutdownNow();
    }

    private final class Refs implements SubstrateRefs {
        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            return presentation.ref();
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            throw new UnsupportedOperationException();
        }
    }
}
