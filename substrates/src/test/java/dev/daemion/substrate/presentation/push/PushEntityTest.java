package dev.daemion.substrate.presentation.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.PushProtocol;
import dev.daemion.kernel.protocol.PushProtocol.SubscriptionView;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Web Push")
class PushEntityTest {
    private static final Instant NOW = Instant.parse("2026-11-20T09:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final DeviceId PHONE = new DeviceId("dev_" + "0".repeat(26));
    private static final DeviceId LAPTOP = new DeviceId("dev_" + "1".repeat(26));
    private static final PushText NOTICE = new PushText(
            "n1", "approval-needed", "An approval waits", "daemion asks to run a command.", "/#/approvals");

    @TempDir
    private Path home;

    private final ActorTestKit kit = ActorTestKit.create(ManualTime.config()
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load()));
    private final SortableIds ids = new SortableIds(CLOCK, new SecureRandom());
    private PushSink sink;
    private PushBrowser browser;
    private ActorRef<PresentationProtocol.Message> push;

    @BeforeEach
    void start() throws Exception {
        sink = new PushSink();
        browser = new PushBrowser();
        push = spawn(true);
    }

    @AfterEach
    void stop() {
        sink.close();
        kit.shutdownTestKit();
    }

    @Test
    @DisplayName("reaches a browser: encrypted for it alone, signed by this installation, with what RFC 8030 asks for")
    void reaches() throws Exception {
        subscribe(PHONE, "one");

        push.tell(new PushEntity.Deliver(NOTICE));

        var message = sink.take();
        assertThat(message.path()).isEqualTo("/push/one");
        assertThat(message.header("content-encoding")).isEqualTo("aes128gcm");
        assertThat(message.header("ttl")).isEqualTo("43200");
        assertThat(message.header("urgency")).isEqualTo("high");
        assertThat(message.header("topic")).hasSize(32).matches("[A-Za-z0-9_-]+");
        assertThat(message.header("cookie")).isEmpty();
        var claims = message.claims();
        assertThat(claims.path("aud").asText()).isEqualTo(sink.origin());
        assertThat(claims.path("sub").asText()).startsWith("https://");
        assertThat(PushSink.expiry(claims)).isAfter(NOW).isBeforeOrEqualTo(NOW.plus(Duration.ofHours(24)));
        assertThat(message.header("authorization")).endsWith("k=" + key());
        var shown = Json.shown().readTree(browser.decrypt(message.body()));
        assertThat(shown.path("title").asText()).isEqualTo("An approval waits");
        assertThat(shown.path("url").asText()).isEqualTo("/#/approvals");
        assertThat(new String(message.body(), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("approval");
    }

    @Test
    @DisplayName("keeps its key pair in a file that only its owner reads, over restarts")
    void keepsKey() throws Exception {
        var before = key();
        kit.stop(push);
        push = spawn(true);

        assertThat(key()).isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("push.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    @DisplayName("drops a subscription that the push service does not know any more, for good")
    void gone() throws Exception {
        subscribe(PHONE, "one");
        sink.answer(410);
        push.tell(new PushEntity.Deliver(NOTICE));
        sink.take();
        kit.createTestProbe().awaitAssert(() -> {
            assertThat(subscriptions(PHONE)).isEmpty();
            return true;
        });
        kit.stop(push);
        push = spawn(true);

        assertThat(subscriptions(PHONE)).isEmpty();
    }

    @Test
    @DisplayName("tries again when the push service cannot take it now, and gives up after the third time")
    void triesAgain() throws Exception {
        subscribe(PHONE, "one");
        sink.answer(503, 429, 500, 500);
        push.tell(new PushEntity.Deliver(NOTICE));

        for (var delay : List.of(10, 60, 300)) {
            sink.take();
            assertThat(subscriptions(PHONE)).hasSize(1);
            settle();
            ManualTime.get(kit.system()).timePasses(Duration.ofSeconds(delay));
        }
        sink.take();
        settle();
        ManualTime.get(kit.system()).timePasses(Duration.ofHours(2));
        settle();
        assertThat(sink.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("belongs to a device: each has its own, the fifth replaces the first, and a revoked one has none")
    void devices() throws Exception {
        var first = subscribe(PHONE, "a");
        subscribe(PHONE, "b");
        subscribe(PHONE, "c");
        subscribe(PHONE, "d");
        subscribe(LAPTOP, "e");
        assertThat(subscriptions(PHONE)).hasSize(4);
        subscribe(PHONE, "f");
        assertThat(subscriptions(PHONE)).hasSize(4).doesNotContain(first);
        assertThat(subscribe(PHONE, "f").endpointHost()).isEqualTo("127.0.0.1");
        assertThat(subscriptions(PHONE)).hasSize(4);
        assertThat(PushEntityTest.<Done>problem(ask(r -> new PushProtocol.Unsubscribe(
                                LAPTOP, subscriptions(PHONE).getFirst().id(), r)))
                        .code())
                .isEqualTo(ProblemCode.NOT_FOUND);

        push.tell(new PushEntity.DeviceGone(PHONE));

        assertThat(subscriptions(PHONE)).isEmpty();
        assertThat(subscriptions(LAPTOP)).hasSize(1);
    }

    @Test
    @DisplayName("says everything that is wrong with a subscription and sends nothing into private networks")
    void refuses() throws Exception {
        var problem = PushEntityTest.<SubscriptionView>problem(
                ask(r -> new PushProtocol.Subscribe(PHONE, "ftp://x", "abc", "!", r)));
        assertThat(problem.code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
        assertThat(problem.findings())
                .extracting(f -> f.pointer())
                .containsExactly("/endpoint", "/keys/p256dh", "/keys/auth");
        assertThat(PushEntityTest.<SubscriptionView>problem(ask(r -> new PushProtocol.Subscribe(
                                PHONE, "https://push.example:99999/x", browser.p256dh(), browser.authText(), r)))
                        .findings())
                .as("no such port")
                .extracting(f -> f.pointer())
                .containsExactly("/endpoint");
        var strict = spawn(false);
        var refused = kit.<StatusReply<SubscriptionView>>createTestProbe();
        strict.tell(new PushProtocol.Subscribe(
                PHONE, sink.endpoint("one"), browser.p256dh(), browser.authText(), refused.getRef()));
        assertThat(refused.receiveMessage().isError()).as("not without TLS").isTrue();
        strict.tell(new PushProtocol.Subscribe(
                PHONE,
                sink.endpoint("one").replace("http:", "https:"),
                browser.p256dh(),
                browser.authText(),
                refused.getRef()));
        assertThat(refused.receiveMessage().isSuccess()).isTrue();
        strict.tell(new PushEntity.Deliver(NOTICE));
        settle();
        assertThat(sink.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("is quiet when it was told to be, over midnight and in its zone, but for what is excepted")
    void quiet() {
        var night = new ControlDefinition.Quiet("22:00", "07:00", "Europe/Berlin", List.of("approval-needed"));
        var hours = new QuietHours(List.of(night), ZoneId.of("UTC"));

        assertThat(hours.isQuiet("run-failed", Instant.parse("2026-11-20T21:00:00Z")))
                .isTrue();
        assertThat(hours.isQuiet("run-failed", Instant.parse("2026-11-20T20:59:59Z")))
                .isFalse();
        assertThat(hours.isQuiet("run-failed", Instant.parse("2026-11-21T05:59:59Z")))
                .isTrue();
        assertThat(hours.isQuiet("run-failed", Instant.parse("2026-11-21T06:00:00Z")))
                .isFalse();
        assertThat(hours.isQuiet("approval-needed", Instant.parse("2026-11-20T23:00:00Z")))
                .isFalse();
    }

    private String key() {
        return PushEntityTest.<PushProtocol.PushKey>value(ask(PushProtocol.Key::new))
                .publicKey();
    }

    private SubscriptionView subscribe(DeviceId device, String name) {
        return value(ask(
                r -> new PushProtocol.Subscribe(device, sink.endpoint(name), browser.p256dh(), browser.authText(), r)));
    }

    private List<SubscriptionView> subscriptions(DeviceId device) {
        return value(ask(r -> new PushProtocol.Subscriptions(device, r)));
    }

    /** Everything told before has been handled, what it waited for included. */
    private void settle() {
        for (int i = 0; i < 20; i++) {
            kit.createTestProbe().expectNoMessage(Duration.ofMillis(10));
            subscriptions(PHONE);
        }
    }

    private <T> StatusReply<T> ask(Function<ActorRef<StatusReply<T>>, PresentationProtocol.Message> message) {
        var probe = kit.<StatusReply<T>>createTestProbe();
        push.tell(message.apply(probe.getRef()));
        return probe.receiveMessage(Duration.ofSeconds(10));
    }

    private static <T> T value(StatusReply<T> reply) {
        return reply.getValue();
    }

    private static <T> Problem problem(StatusReply<T> reply) {
        return (Problem) reply.getError();
    }

    private ActorRef<PresentationProtocol.Message> spawn(boolean isPrivateAllowed) {
        return kit.spawn(PushEntity.create(
                new Refs(),
                CLOCK,
                ids,
                new PushPorts(
                        home.resolve("push.key"),
                        isPrivateAllowed,
                        new SecureRandom(),
                        Executors.newVirtualThreadPerTaskExecutor())));
    }

    private final class Refs implements SubstrateRefs {
        @Override
        public CompletionStage<Done> ready() {
            return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public ActorRef<StorageProtocol.Message> storage() {
            return kit.<StorageProtocol.Message>createTestProbe().getRef();
        }

        @Override
        public ActorRef<PresentationProtocol.Message> presentation() {
            throw new AssertionError("it does not speak to itself");
        }

        @Override
        public ActorRef<ExtensionProtocol.Message> extension() {
            return kit.<ExtensionProtocol.Message>createTestProbe().getRef();
        }

        @Override
        public ActorRef<ExecutionProtocol.Message> execution() {
            throw new AssertionError("it does not speak to it");
        }

        @Override
        public ActorRef<ContextProtocol.Message> context() {
            throw new AssertionError("it does not speak to it");
        }

        @Override
        public ActorRef<TriggerProtocol.Message> trigger() {
            throw new AssertionError("it does not speak to it");
        }
    }
}
