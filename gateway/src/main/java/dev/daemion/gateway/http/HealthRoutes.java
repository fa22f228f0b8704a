package dev.daemion.gateway.http;

import dev.daemion.gateway.auth.Caller;
import dev.daemion.gateway.discovery.Handshake;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.ExecutionProtocol.ModelView;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.DatabaseStatus;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.TriggerProtocol;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * How the gateway is, and that it is itself.
 *
 * <pre>
 * GET  /health     open: status and uptime; with a token everything   200
 * POST /handshake  open: proof of knowing the credential              200 400
 * </pre>
 */
final class HealthRoutes {
    /** A substrate that needs longer to say how it is counts as down. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String BUILT_IN = "built-in";

    private final Asks asks;
    private final ApiSettings settings;
    private final Function<String, Handshake.Answer> handshake;
    private final Clock clock;
    private final Instant startedAt;

    HealthRoutes(Asks asks, ApiSettings settings, Function<String, Handshake.Answer> handshake, Clock clock) {
        this.asks = asks;
        this.settings = settings;
        this.handshake = handshake;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    List<Endpoint> endpoints() {
        var health = Endpoint.get("/health", this::getHealth);
        return List.of(
                settings.access().isHealthOpen() ? health.open() : health,
                Endpoint.post("/handshake", this::shakeHands).open());
    }

    /** What strangers see. */
    private record Pulse(String status, long uptime) {}

    private record Health(
            String status,
            long uptime,
            String version,
            int protocol,
            List<SubstrateView> substrates,
            @Nullable DatabaseStatus database,
            String provider) {}

    private record SubstrateView(String name, boolean up, String detail) {}

    private CompletionStage<HttpResponse> getHealth(Exchange exchange) {
        if (exchange.caller() instanceof Caller.Stranger) {
            return CompletableFuture.completedStage(Answers.ok(new Pulse("ok", uptimeSeconds())));
        }
        var database = asks.read(new StorageQuery.Database())
                .<@Nullable DatabaseStatus>thenApply(status -> status)
                .exceptionally(unavailable -> null);
        var provider = asks.<List<ModelView>>execution(ExecutionProtocol.Models::new)
                .thenApply(HealthRoutes::provider)
                .exceptionally(unavailable -> "unknown");
        return substrates().thenCombine(database, HealthAndDatabase::new).thenCombine(provider, this::answer);
    }

    private record HealthAndDatabase(
            List<SubstrateView> substrates, @Nullable DatabaseStatus database) {}

    private HttpResponse answer(HealthAndDatabase found, String provider) {
        var isWell = found.substrates().stream().allMatch(SubstrateView::up);
        return Answers.ok(new Health(
                isWell ? "ok" : "degraded",
                uptimeSeconds(),
                settings.version(),
                settings.protocol(),
                found.substrates(),
                found.database(),
                provider));
    }

    private CompletionStage<List<SubstrateView>> substrates() {
        var refs = asks.refs();
        return all(List.of(
                ask("storage", refs.storage(), StorageProtocol.Health::new),
                ask("presentation", refs.presentation(), PresentationProtocol.Health::new),
                ask("extension", refs.extension(), ExtensionProtocol.Health::new),
                ask("execution", refs.execution(), ExecutionProtocol.Health::new),
                ask("context", refs.context(), ContextProtocol.Health::new),
                ask("trigger", refs.trigger(), TriggerProtocol.Health::new)));
    }

    private <M> CompletionStage<SubstrateView> ask(
            String name,
            ActorRef<M> substrate,
            org.apache.pekko.japi.function.Function<ActorRef<SubstrateHealth>, M> message) {
        return AskPattern.ask(substrate, message, PATIENCE, asks.system().scheduler())
                .thenApply(health -> new SubstrateView(name, health.isUp(), health.detail()))
                .exceptionally(silent ->
                        new SubstrateView(name, false, "It did not answer within " + PATIENCE.toSeconds() + " s."));
    }

    private static <T> CompletionStage<List<T>> all(List<CompletionStage<T>> stages) {
        CompletionStage<List<T>> gathered = CompletableFuture.completedStage(List.of());
        for (var stage : stages) {
            gathered = gathered.thenCombine(stage, (list, next) -> {
                var longer = new ArrayList<>(list);
                longer.add(next);
                return longer;
            });
        }
        return gathered;
    }

    /** The provider that would answer: the first one connected, else the built-in agent. */
    private static String provider(List<ModelView> models) {
        return models.stream()
                .filter(model -> model.isReady() && !model.provider().equals(BUILT_IN))
                .map(ModelView::provider)
                .findFirst()
                .orElse(BUILT_IN);
    }

    private long uptimeSeconds() {
        return Math.max(0, Duration.between(startedAt, clock.instant()).toSeconds());
    }

    private CompletionStage<HttpResponse> shakeHands(Exchange exchange) {
        return exchange.body().thenApply(body -> {
            var nonce = body.requiredText("nonce", 1, Handshake.NONCE_MAX);
            body.done();
            return Answers.ok(handshake.apply(nonce));
        });
    }
}
