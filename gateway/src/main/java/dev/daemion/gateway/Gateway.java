package dev.daemion.gateway;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.gateway.discovery.Presence;
import dev.daemion.gateway.discovery.Version;
import dev.daemion.gateway.metrics.Meters;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.gateway.settings.SettingsWatch;
import dev.daemion.gateway.settings.StartRefused;
import dev.daemion.kernel.Guardian;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.SubstrateSpec;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.substrate.context.ContextSubstrate;
import dev.daemion.substrate.execution.ExecutionSubstrate;
import dev.daemion.substrate.extension.ExtensionSubstrate;
import dev.daemion.substrate.presentation.PresentationSubstrate;
import dev.daemion.substrate.presentation.push.PushPorts;
import dev.daemion.substrate.storage.StorageSubstrate;
import dev.daemion.substrate.storage.sqlite.DatabaseUnusable;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabaseSetup;
import dev.daemion.substrate.trigger.Chore;
import dev.daemion.substrate.trigger.TriggerSubstrate;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.ExecutionContext;

/**
 * The running process: claims the home, opens the journal, starts the substrates, takes up what was in flight, and only
 * then listens. Stops in reverse; whatever ends it, the next start finds everything that was acknowledged.
 */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration SETTINGS_LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration RESTART_WINDOW = Duration.ofMinutes(1);
    private static final int RESTARTS_MAX = 5;

    private final Settings settings;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final AtomicBoolean isStopping = new AtomicBoolean();
    private final CompletableFuture<Done> ended = new CompletableFuture<>();
    private final URI base;

    /** Starts and returns when requests are answered. Throws what kept it from starting, with nothing left behind. */
    public static Gateway start(Settings settings, Map<String, String> environment) throws Exception {
        return new Gateway(settings, environment);
    }

    private Gateway(Settings settings, Map<String, String> environment) throws Exception {
        this.settings = settings;
        try {
            this.base = open(environment);
        } catch (Exception | Error failure) {
            closeAll();
            throw failure;
        }
    }

    private URI open(Map<String, String> environment) throws Exception {
        var clock = Clock.tickMillis(ZoneId.systemDefault());
        var random = new SecureRandom();
        var ids = new SortableIds(clock, random);
        var presence = Presence.claim(settings);
        toClose.push(presence);
        var database = database(settings);
        toClose.push(database);
        ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
        toClose.push(blocking::shutdownNow);

        // Before the substrates, which count from their first moment.
        var meters = new Meters();
        toClose.push(meters);
        var agents = new Agents(settings, environment, clock, random);
        toClose.push(agents);
        var push = new PushPorts(settings.home().path().resolve("push.key"), settings.privatePush(), random, blocking);
        var system = ActorSystem.create(
                Guardian.create(specs(database, agents, blocking, clock, ids, random, push)),
                "daemion",
                ActorSystemSetup.create(BootstrapSetup.create(config()), new JournalDatabaseSetup(database)));
        toClose.push(() -> terminate(system));
        system.getWhenTerminated().whenComplete((_, _) -> stopSoon());

        var refs = await(AskPattern.ask(system, Guardian.GetRefs::new, READY_WITHIN, system.scheduler()));
        await(takeUp(system, refs));
        watchSettings(system, blocking, agents, environment);
        var front = await(Front.open(system, refs, settings, presence, clock, ids, meters, this::stopSoon));
        toClose.push(front::close);
        presence.publish(front.base(), this::stopSoon);
        // First of all when stopping: no new client comes while the last ones are served.
        toClose.push(presence::withdraw);
        LOG.info("Daemion {} answers at {}", Version.current(), front.base());
        return front.base();
    }

    /** Providers may change while the gateway runs; everything else in the file counts at the next start. */
    private void watchSettings(
            ActorSystem<?> system, ExecutorService blocking, Agents agents, Map<String, String> environment) {
        var watch = new SettingsWatch(settings, environment);
        var looking = system.scheduler()
                .scheduleWithFixedDelay(
                        SETTINGS_LOOK_EVERY,
                        SETTINGS_LOOK_EVERY,
                        () -> watch.look().ifPresent(agents::update),
                        ExecutionContext.fromExecutor(blocking));
        toClose.push(looking::cancel);
    }

    private static JournalDatabase database(Settings settings) {
        try {
            return JournalDatabase.open(settings.database());
        } catch (DatabaseUnusable e) {
            LOG.error("The database does not open", e);
            throw new StartRefused(StartRefused.Reason.DATABASE, String.valueOf(e.getMessage()));
        }
    }

    /** The six substrates, in the order they start; they stop in reverse. */
    private static List<SubstrateSpec<?>> specs(
            JournalDatabase database,
            Agents agents,
            ExecutorService blocking,
            Clock clock,
            SortableIds ids,
            SecureRandom random,
            PushPorts push) {
        return List.of(
                spec(Guardian.STORAGE, refs -> StorageSubstrate.create(refs, database, Version.current(), clock)),
                spec(Guardian.PRESENTATION, refs -> PresentationSubstrate.create(refs, clock, ids, random, push)),
                spec(
                        Guardian.EXTENSION,
                        refs -> ExtensionSubstrate.create(
                                refs, SeedFiles.packed(), agents.folders(), clock, ids, blocking)),
                spec(
                        Guardian.EXECUTION,
                        refs -> Behaviors.setup(context -> ExecutionSubstrate.create(
                                refs, clock, ids, agents.ports(context.getSystem(), refs, blocking, clock)))),
                spec(Guardian.CONTEXT, refs -> ContextSubstrate.create(refs, clock, ids, agents.surroundings())),
                spec(
                        Guardian.TRIGGER,
                        refs -> TriggerSubstrate.create(refs, clock, ids, Chore.ALL, agents.triggerPorts(blocking))));
    }

    private static <M> SubstrateSpec<M> spec(
            SubstrateSpec.Slot<M> slot, Function<SubstrateRefs, Behavior<M>> behavior) {
        return new SubstrateSpec<>(slot, behavior, RESTARTS_MAX, RESTART_WINDOW);
    }

    private static Config config() {
        return JournalDatabaseSetup.config()
                .withFallback(ConfigFactory.parseResources("daemion-gateway.conf"))
                .withFallback(ConfigFactory.load());
    }

    /** Readers first see everything, then what was in flight goes on. */
    private static CompletionStage<Done> takeUp(ActorSystem<?> system, SubstrateRefs refs) {
        var asks = new Asks(system.scheduler(), READY_WITHIN);
        return asks.<StorageProtocol.Message, Done>ask(refs.storage(), StorageProtocol.CatchUp::new)
                .thenCompose(_ -> asks.ask(refs.extension(), ExtensionProtocol.CurrentCatalog::new))
                .thenCompose(_ -> asks.<ContextProtocol.Message, Done>ask(refs.context(), ContextProtocol.Recover::new))
                .thenCompose(
                        _ -> asks.<TriggerProtocol.Message, Done>ask(refs.trigger(), TriggerProtocol.Recover::new));
    }

    /** Where it answers: {@code http://127.0.0.1:<port>}. */
    public URI base() {
        return base;
    }

    /** Returns when it has stopped, for whatever reason. */
    public void awaitEnd() throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of the gateway never fails", e);
        }
    }

    /** Stops gracefully and waits for it. Idempotent. */
    public void stop() throws InterruptedException {
        stopSoon();
        try {
            ended.get(settings.stopTimeout().toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The stop did not finish in time", e);
        }
    }

    private void stopSoon() {
        if (isStopping.compareAndSet(false, true)) {
            Thread.ofPlatform().name("daemion-stop").start(() -> {
                LOG.info("Daemion stops");
                closeAll();
                ended.complete(Done.getInstance());
            });
        }
    }

    private void closeAll() {
        while (!toClose.isEmpty()) {
            var next = toClose.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.warn("Stopping: {} could not be closed", next.getClass().getSimpleName(), e);
            }
        }
    }

    private void terminate(ActorSystem<?> system) throws Exception {
        system.terminate();
        await(system.getWhenTerminated());
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        var future = stage.toCompletableFuture();
        try {
            return future.get(READY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
