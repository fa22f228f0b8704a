package dev.daemion.substrate.execution.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.AppProtocol;
import dev.daemion.kernel.protocol.AppProtocol.AppStatus;
import dev.daemion.kernel.protocol.AppProtocol.AppView;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.tool.FileBounds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The server of an app")
class AppDeskTest {
    private static final Path SERVER = Path.of("src/test/apps/server.mjs").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorTestKit kit = ActorTestKit.create("apps");
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final ChildLauncher launcher = new ChildLauncher(System.getenv());
    private final Map<String, ExtensionView> apps = new TreeMap<>();
    private Path root;
    private ActorRef<ExecutionProtocol.Message> desk;
    private long sequence;

    private record Bounds(Path workingDirectory, List<Path> roots, Path home) implements FileBounds {}

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        var real = folder.toRealPath();
        root = Files.createDirectories(real.resolve("work"));
        Files.createDirectories(real.resolve("outside"));
        Files.copy(SERVER, Files.createDirectories(root.resolve("site")).resolve("server.mjs"));
        desk = open(AppPorts.START_MAX_DEFAULT);
    }

    private ActorRef<ExecutionProtocol.Message> open(Duration startMax) {
        var bounds = new Bounds(root, List.of(root), root.resolve(".daemion"));
        return kit.spawn(AppDesk.create(
                new AppPorts(launcher, bounds, root, startMax, Duration.ofMillis(20), blocking), Clock.systemUTC()));
    }

    @AfterEach
    void stop() throws InterruptedException {
        kit.shutdownTestKit();
        launcher.endAll();
        blocking.close();
        assertThat(ProcessHandle.current().descendants().filter(AppDeskTest::isServer))
                .as("nothing outlives the desk")
                .isEmpty();
    }

    private void app(String name, int version, String definition) {
        apps.put(
                name,
                new ExtensionView(
                        new ExtensionId("ext_" + "0".repeat(26)),
                        ExtensionType.APP,
                        name,
                        "A test.",
                        Json.restore(definition.replace('\'', '"'), JsonNode.class),
                        ExtensionSource.USER,
                        true,
                        ExtensionStatus.ACTIVE,
                        version,
                        null,
                        null,
                        Instant.EPOCH,
                        Instant.EPOCH));
        publish();
    }

    private void publish() {
        desk.tell(new AppDesk.CatalogCame(new Catalog(++sequence, List.copyOf(apps.values()))));
    }

    private void site(String name, int version, String mode) {
        app(
                name,
                version,
                "{'subtype':'interactive','project':'site','command':['node','server.mjs','{port}','" + mode + "']}");
    }

    private StatusReply<AppView> ask(Function<ActorRef<StatusReply<AppView>>, AppProtocol.Command> command) {
        var probe = kit.<StatusReply<AppView>>createTestProbe();
        desk.tell(command.apply(probe.getRef()));
        return probe.receiveMessage(PATIENCE);
    }

    private AppView view(String name) {
        return ask(replyTo -> new AppProtocol.OneApp(name, replyTo)).getValue();
    }

    private AppView begin(String name) {
        return ask(replyTo -> new AppProtocol.StartApp(name, replyTo)).getValue();
    }

    private Problem refusal(Function<ActorRef<StatusReply<AppView>>, AppProtocol.Command> command) {
        return (Problem) ask(command).getError();
    }

    private AppView await(String name, AppStatus status) {
        return kit.createTestProbe().awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            var view = view(name);
            assertThat(view.status()).as(view.toString()).isEqualTo(status);
            return view;
        });
    }

    private static int port(AppView view) {
        var port = view.port();
        assertThat(port).isNotNull();
        return port == null ? 0 : port;
    }

    private static String get(int port, String path) {
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isServer(ProcessHandle process) {
        return process.isAlive() && process.info().commandLine().orElse("").contains("server.mjs");
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    @Test
    @DisplayName("runs once it answers, in its folder, on a port of its own, with an environment by list; and ends when"
            + " told")
    void life() {
        site("site", 1, "plain");
        assertThat(view("site").status()).isEqualTo(AppStatus.STOPPED);
        assertThat(begin("site").status()).isEqualTo(AppStatus.STARTING);
        var running = await("site", AppStatus.RUNNING);
        int port = port(running);
        assertThat(port).isBetween(5173, 5273);
        assertThat(running.log()).contains("listening on " + port);
        assertThat(begin("site").launch()).as("started once").isEqualTo(running.launch());
        var environment = get(port, "/anything");
        assertThat(environment)
                .contains("\"PORT\":\"" + port + "\"", "\"HOST\":\"127.0.0.1\"", "\"DAEMION_APP\":\"site\"")
                .doesNotContain("LD_PRELOAD", "JAVA_TOOL_OPTIONS");

        assertThat(ask(replyTo -> new AppProtocol.StopApp("site", replyTo))
                        .getValue()
                        .status())
                .isEqualTo(AppStatus.STOPPING);
        var stopped = await("site", AppStatus.STOPPED);
        assertThat(stopped.port()).isNull();
        assertThat(isFree(port)).isTrue();
        assertThat(begin("site").launch()).isEqualTo(running.launch() + 1);
        await("site", AppStatus.RUNNING);
    }

    @Test
    @DisplayName("is starting for as long as it does not answer, and can be stopped and restarted meanwhile")
    void slow() {
        site("site", 1, "slow");
        begin("site");
        assertThat(view("site").status()).isEqualTo(AppStatus.STARTING);
        var restarting =
                ask(replyTo -> new AppProtocol.RestartApp("site", replyTo)).getValue();
        assertThat(restarting.status()).isEqualTo(AppStatus.STOPPING);
        var running = await("site", AppStatus.RUNNING);
        assertThat(running.launch()).isEqualTo(2);
        var _ = ask(replyTo -> new AppProtocol.RestartApp("site", replyTo));
        kit.createTestProbe().awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            assertThat(view("site").launch()).isEqualTo(3);
            return true;
        });
        await("site", AppStatus.RUNNING);
    }

    @Test
    @DisplayName("that ends by itself has failed, with its exit code and its last lines, and starts again when told")
    void crash() {
        site("site", 1, "plain");
        begin("site");
        int port = port(await("site", AppStatus.RUNNING));
        try {
            get(port, "/crash");
        } catch (UncheckedIOException closed) {
            assertThat(closed).hasCauseInstanceOf(IOException.class);
        }
        var failed = await("site", AppStatus.FAILED);
        assertThat(failed.detail()).contains("ended by itself", "exit code 3");
        assertThat(failed.log()).endsWith("last words");
        assertThat(failed.port()).isNull();
        begin("site");
        await("site", AppStatus.RUNNING);
    }

    @Test
    @DisplayName("that ends before it answers says why, without the colours of its output")
    void dies() {
        site("site", 1, "dies");
        begin("site");
        var failed = await("site", AppStatus.FAILED);
        assertThat(failed.detail()).contains("before it answered", "exit code 2");
        assertThat(failed.log()).containsExactly("no such module");
        ask(replyTo -> new AppProtocol.StopApp("site", replyTo));
        assertThat(view("site").status()).isEqualTo(AppStatus.STOPPED);
    }

    @Test
    @DisplayName("that never answers is ended after its time")
    void silent() {
        desk = open(Duration.ofMillis(500));
        site("site", 1, "silent");
        begin("site");
        var failed = await("site", AppStatus.FAILED);
        assertThat(failed.detail()).contains("did not answer on port", "PORT");
        assertThat(failed.log()).containsExactly("thinking");
    }

    @Test
    @DisplayName("gets another port when the one it prefers is taken")
    void takenPort() throws IOException {
        try (var taken = new ServerSocket(5200, 1, InetAddress.getLoopbackAddress())) {
            app(
                    "site",
                    1,
                    "{'subtype':'fullstack','project':'site','port':5200,"
                            + "'command':['node','server.mjs','{port}']}");
            begin("site");
            assertThat(port(await("site", AppStatus.RUNNING))).isNotEqualTo(taken.getLocalPort());
        }
        app(
                "other",
                1,
                "{'subtype':'fullstack','project':'site','port':5200,'command':['node','server.mjs','{port}']}");
        begin("other");
        assertThat(port(await("other", AppStatus.RUNNING))).isEqualTo(5200);
    }

    @Test
    @DisplayName("goes on in the version that is in force, and ends when the app no longer takes part")
    void versions() {
        site("site", 1, "plain");
        begin("site");
        int port = port(await("site", AppStatus.RUNNING));
        assertThat(get(port, "/")).contains("plain");

        site("site", 2, "other");
        var again = kit.createTestProbe().awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            var view = view("site");
            assertThat(view.status()).isEqualTo(AppStatus.RUNNING);
            assertThat(view.version()).isEqualTo(2);
            return view;
        });
        assertThat(get(port(again), "/")).contains("other");

        apps.clear();
        publish();
        assertThat(refusal(replyTo -> new AppProtocol.OneApp("site", replyTo)).code())
                .isEqualTo(ProblemCode.EXTENSION_NOT_FOUND);
        kit.createTestProbe().awaitAssert(PATIENCE, Duration.ofMillis(20), () -> {
            assertThat(isFree(port(again))).isTrue();
            return true;
        });
        site("site", 3, "plain");
        assertThat(await("site", AppStatus.STOPPED).version()).isEqualTo(3);
    }

    @Test
    @DisplayName("is refused with a sentence where there is nothing to run, or nothing that may be")
    void refusals() {
        app("page", 1, "{'subtype':'html','content':'<p>x'}");
        assertThat(view("page").status()).isEqualTo(AppStatus.STATIC);
        assertThat(refusal(replyTo -> new AppProtocol.StartApp("page", replyTo)).detail())
                .contains("has no server");
        assertThat(refusal(replyTo -> new AppProtocol.StartApp("none", replyTo)).code())
                .isEqualTo(ProblemCode.EXTENSION_NOT_FOUND);

        app(
                "outside",
                1,
                "{'subtype':'interactive','project':'" + root.resolveSibling("outside")
                        + "','command':['node','server.mjs','{port}']}");
        begin("outside");
        assertThat(await("outside", AppStatus.FAILED).detail()).contains("outside the folders");

        app("missing", 1, "{'subtype':'interactive','project':'nothing','command':['node','x']}");
        begin("missing");
        assertThat(await("missing", AppStatus.FAILED).detail()).contains("does not exist");

        app("unknown", 1, "{'subtype':'interactive','project':'site','command':['no-such-program-here']}");
        begin("unknown");
        assertThat(await("unknown", AppStatus.FAILED).detail()).isNotEmpty();
    }

    @Test
    @DisplayName("is one of eight at most")
    void bounded() {
        for (int i = 0; i <= AppProtocol.RUNNING_MAX; i++) {
            site("site-" + i, 1, "silent");
        }
        for (int i = 0; i < AppProtocol.RUNNING_MAX; i++) {
            begin("site-" + i);
        }
        assertThat(refusal(replyTo -> new AppProtocol.StartApp("site-8", replyTo))
                        .code())
                .isEqualTo(ProblemCode.TOO_MANY);
        var listed = kit.<StatusReply<List<AppView>>>createTestProbe();
        desk.tell(new AppProtocol.Apps(listed.getRef()));
        assertThat(listed.receiveMessage().getValue())
                .extracting(AppView::name)
                .hasSize(9)
                .isSorted();
    }

    @Test
    @DisplayName("keeps the last 200 lines of what it prints, each of 500 characters at most")
    void log() {
        var log = new AppLog();
        for (int i = 0; i < 1_000; i++) {
            var line = ("line " + i + "\n").getBytes(StandardCharsets.UTF_8);
            log.accept(line, line.length);
        }
        var endless = new byte[1_000_000];
        Arrays.fill(endless, (byte) 'x');
        log.accept(endless, endless.length);
        assertThat(log.tail()).hasSize(AppLog.LINES_MAX + 1).startsWith("line 800");
        assertThat(log.tail().getLast()).hasSize(AppLog.LINE_LENGTH_MAX);
    }
}
