package dev.daemion.substrate.execution.model;

import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.secret.SecretStore;
import dev.daemion.substrate.execution.model.anthropic.AnthropicWire;
import dev.daemion.substrate.execution.model.call.Call;
import dev.daemion.substrate.execution.model.call.HttpTransport;
import dev.daemion.substrate.execution.model.call.ModelWire;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import dev.daemion.substrate.execution.model.call.RetryPolicy;
import dev.daemion.substrate.execution.model.call.RetryingModelClient;
import dev.daemion.substrate.execution.model.call.WireFailure;
import dev.daemion.substrate.execution.model.openai.ModelList;
import dev.daemion.substrate.execution.model.openai.OpenAiWire;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One provider that is set up: its client, made when it is first used and on the thread that uses it, and the models it
 * lists, asked for in the background and kept for a while. Thread-safe.
 */
final class ProviderPool {
    /** Stands for the first model that a provider lists; replaced when the call is made. */
    static final String AUTO = "auto";

    private static final Duration LIST_FRESH = Duration.ofMinutes(5);
    private static final Duration EMPTY_LIST_FRESH = Duration.ofSeconds(10);

    private final ProviderAccess access;
    private final boolean isImplicit;
    private final Supplier<HttpTransport> transport;
    private final Clock clock;
    private final ModelClient client;
    private final AtomicBoolean isAsking = new AtomicBoolean();
    private volatile @Nullable ModelWire wire;
    private volatile Listed listed = new Listed(List.of(), Instant.EPOCH);

    private record Listed(List<String> models, Instant at) {}

    /**
     * @param isImplicit true when nobody named it: it counts as set up only once its key is there
     * @param transport made when first asked for
     */
    ProviderPool(
            ProviderSettings settings,
            boolean isImplicit,
            SecretStore secrets,
            Supplier<HttpTransport> transport,
            Clock clock,
            RetryPolicy policy) {
        this.access = new ProviderAccess(settings, secrets);
        this.isImplicit = isImplicit;
        this.transport = transport;
        this.clock = clock;
        this.client = new RetryingModelClient(this::exchange, access, policy);
    }

    ProviderSettings settings() {
        return access.settings();
    }

    ProviderAccess access() {
        return access;
    }

    ModelClient client() {
        return client;
    }

    boolean isImplicit() {
        return isImplicit;
    }

    boolean isOpenAi() {
        return settings().kind() == ProviderKind.OPENAI;
    }

    /** The models it listed last; asks again in the background when that was a while ago. */
    List<String> models() {
        var known = listed;
        var fresh = known.models().isEmpty() ? EMPTY_LIST_FRESH : LIST_FRESH;
        if (isOpenAi()
                && clock.instant().isAfter(known.at().plus(fresh))
                && access.obstacle().isEmpty()) refresh();
        return known.models();
    }

    private void refresh() {
        if (!isAsking.compareAndSet(false, true)) return;
        Thread.ofVirtual().name("model-list").start(() -> {
            try {
                ask();
            } catch (WireFailure e) {
                // A server that is off lists nothing; the next call says why in words.
                listed = new Listed(List.of(), clock.instant());
            } finally {
                isAsking.set(false);
            }
        });
    }

    private List<String> ask() {
        var models = ModelList.ask(transport.get(), access);
        listed = new Listed(models, clock.instant());
        return models;
    }

    private ModelEvent.Completed exchange(ModelRequest request, Call call, Consumer<ModelEvent> deltas) {
        return wire().exchange(request.model().equals(AUTO) ? withFirstModel(request) : request, call, deltas);
    }

    private ModelRequest withFirstModel(ModelRequest request) {
        var known = listed.models();
        var models = known.isEmpty() ? ask() : known;
        if (models.isEmpty())
            throw WireFailure.fatal(
                    ProblemCode.MODEL_REFUSED,
                    "The provider " + access.name() + " at " + settings().baseUrl()
                            + " has no model; load one there (with Ollama: ollama pull llama3.2).");
        return request.withModel(models.getFirst());
    }

    /** Two threads at once may make two; either serves. */
    private ModelWire wire() {
        var made = wire;
        if (made == null) {
            made = isOpenAi() ? new OpenAiWire(transport.get(), access) : new AnthropicWire(transport.get(), access);
            wire = made;
        }
        return made;
    }
}
