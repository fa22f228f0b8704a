package dev.daemion.substrate.execution.model;

import dev.daemion.extension.definition.ControlDefinition.Model;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol.ModelView;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.secret.SecretStore;
import dev.daemion.substrate.execution.model.builtin.BuiltInModelClient;
import dev.daemion.substrate.execution.model.call.HttpTransport;
import dev.daemion.substrate.execution.model.call.RetryPolicy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The models of this gateway. Asks nobody while it resolves: lists of models are fetched in the background, clients
 * made when first used. A name is looked up in this order:
 *
 * <ol>
 *   <li>{@code built-in};
 *   <li>an alias. When its provider is not set up at all, the first alias of a provider that is, else the first model
 *       that an OpenAI-compatible provider lists, answers to it; when its provider is set up but lacks its key, the
 *       built-in agent stands in, because a conversation must not go to another company than the one that was chosen;
 *   <li>{@code provider/model};
 *   <li>the id of a model that an alias or a provider's list knows, then ids that tell their maker ({@code claude-…},
 *       {@code gpt-…}).
 * </ol>
 */
public final class ConfiguredModelRegistry implements ModelRegistry, AutoCloseable {
    private static final int LISTED_MAX = 50;
    private static final int OUTPUT_TOKENS_MAX_UNKNOWN = 4_096;
    private static final Pattern OPENAI_ID = Pattern.compile("(gpt-|chatgpt-|o\\d).*");

    private final SecretStore secrets;
    private final Clock clock;
    private final RetryPolicy policy;
    private final Object lock = new Object();
    private volatile ModelCatalog catalog = ModelCatalog.of(Catalog.EMPTY);
    private volatile Map<String, ProviderPool> providers;
    private @Nullable HttpTransport transport; // guarded by lock

    /**
     * @param providers from the settings file and the environment; {@code anthropic} and {@code openai} are added with
     *     their defaults and count once {@code ANTHROPIC_API_KEY} or {@code OPENAI_API_KEY} is in the secret store
     * @param clock its zone is the user's
     */
    public ConfiguredModelRegistry(
            SecretStore secrets, List<ProviderSettings> providers, Clock clock, RandomGenerator random) {
        this(secrets, providers, clock, RetryPolicy.standard(random));
    }

    ConfiguredModelRegistry(SecretStore secrets, List<ProviderSettings> providers, Clock clock, RetryPolicy policy) {
        this.secrets = secrets;
        this.clock = clock;
        this.policy = policy;
        this.providers = pools(providers, Map.of());
    }

    /** Takes over aliases and prices; calls under way go on with what they began with. */
    public void update(Catalog next) {
        catalog = ModelCatalog.of(next);
    }

    /** Takes over providers; calls under way go on with what they began with. */
    public void update(List<ProviderSettings> next) {
        synchronized (lock) {
            providers = pools(next, providers);
        }
    }

    @Override
    public ModelChoice resolve(String aliasOrId) {
        var name = aliasOrId.strip();
        if (name.equalsIgnoreCase(ProviderSettings.BUILT_IN)) return builtIn();
        var alias = catalog.find(name);
        if (alias.isPresent()) return serve(alias.get());
        var slash = name.indexOf('/');
        if (slash > 0 && slash < name.length() - 1 && providers.containsKey(name.substring(0, slash)))
            return direct(pool(name.substring(0, slash)), name.substring(slash + 1), name);
        var known = catalog.byModelId(name);
        if (known.isPresent()) return serve(known.get());
        for (var pool : providers.values()) if (pool.models().contains(name)) return direct(pool, name, name);
        if (name.startsWith("claude-")) return direct(pool("anthropic"), name, name);
        if (OPENAI_ID.matcher(name).matches()) return direct(pool("openai"), name, name);
        throw new Problem(ProblemCode.MODEL_NOT_FOUND, notFound(name));
    }

    @Override
    public ModelChoice builtIn() {
        return builtIn(ProviderSettings.BUILT_IN, null);
    }

    @Override
    public List<ModelView> models() {
        var views = new ArrayList<ModelView>();
        catalog.aliases().forEach((alias, model) -> views.add(view(model)));
        for (var pool : providers.values()) {
            if (obstacle(pool).isPresent()) continue;
            pool.models().stream()
                    .limit(LISTED_MAX)
                    .filter(id -> catalog.entry(pool.settings().name(), id).isEmpty())
                    .map(id -> new ModelView(
                            pool.settings().name() + "/" + id,
                            pool.settings().name(),
                            id,
                            null,
                            null,
                            true,
                            "Price unknown."))
                    .forEach(views::add);
        }
        views.add(new ModelView(
                ProviderSettings.BUILT_IN,
                ProviderSettings.BUILT_IN,
                ProviderSettings.BUILT_IN,
                null,
                null,
                true,
                "Works without any model and without the network; costs nothing."));
        return List.copyOf(views);
    }

    /** As {@link #models} has it, and no further than to the first one: this is asked with every message. */
    @Override
    public boolean isAnyReady() {
        if (providers.values().stream().allMatch(pool -> obstacle(pool).isPresent())) return false;
        return catalog.aliases().values().stream().anyMatch(this::isReady)
                || providers.values().stream()
                        .anyMatch(pool ->
                                obstacle(pool).isEmpty() && !pool.models().isEmpty());
    }

    private boolean isReady(Model model) {
        var choice = serve(model);
        return choice.standInReason() == null && !choice.provider().equals(ProviderSettings.BUILT_IN);
    }

    /** Gives idle connections back; calls under way end by their readers. */
    @Override
    public void close() {
        synchronized (lock) {
            if (transport != null) transport.close();
            transport = null;
        }
    }

    // ---- who answers ----

    private ModelChoice serve(Model model) {
        if (model.provider().equals(ProviderSettings.BUILT_IN)) return builtIn(model.alias(), null);
        var pool = providers.get(model.provider());
        var obstacle = obstacle(pool);
        if (pool != null && obstacle.isEmpty()) return choice(model.alias(), pool, model.model());
        if (pool != null && !pool.isImplicit()) return builtIn(model.alias(), obstacle.orElseThrow());
        return substitute(model.alias()).orElseGet(() -> builtIn(model.alias(), notSetUp(model.provider(), obstacle)));
    }

    private Optional<ModelChoice> substitute(String alias) {
        var lacking = new HashSet<String>();
        for (var other : catalog.aliases().values()) {
            var pool = providers.get(other.provider());
            if (pool == null || lacking.contains(other.provider())) continue;
            if (obstacle(pool).isEmpty()) return Optional.of(choice(alias, pool, other.model()));
            lacking.add(other.provider());
        }
        return providers.values().stream()
                .filter(pool -> pool.isOpenAi() && obstacle(pool).isEmpty())
                .findFirst()
                .map(pool ->
                        choice(alias, pool, pool.models().stream().findFirst().orElse(ProviderPool.AUTO)));
    }

    private ModelChoice direct(ProviderPool pool, String model, String name) {
        return obstacle(pool).map(reason -> builtIn(name, reason)).orElseGet(() -> choice(name, pool, model));
    }

    private ModelChoice choice(String alias, ProviderPool pool, String model) {
        var entry = catalog.entry(pool.settings().name(), model).orElse(null);
        var outputTokensMax = entry == null ? OUTPUT_TOKENS_MAX_UNKNOWN : entry.outputTokensMax();
        return new ModelChoice(
                alias, pool.settings().name(), model, pool.client(), ModelCatalog.price(entry), outputTokensMax, null);
    }

    private ModelChoice builtIn(String alias, @Nullable String standInReason) {
        return new ModelChoice(
                alias,
                ProviderSettings.BUILT_IN,
                ProviderSettings.BUILT_IN,
                new BuiltInModelClient(clock, standInReason),
                null,
                OUTPUT_TOKENS_MAX_UNKNOWN,
                standInReason);
    }

    private static Optional<String> obstacle(@Nullable ProviderPool pool) {
        return pool == null ? Optional.of("It is not set up.") : pool.access().obstacle();
    }

    private static String notSetUp(String provider, Optional<String> obstacle) {
        return obstacle.filter(reason -> reason.startsWith("The "))
                .orElse("The provider " + provider + " is not set up; name it under providers in config.yaml.");
    }

    private ModelView view(Model model) {
        var price = ModelCatalog.price(model);
        var choice = serve(model);
        var reason = choice.standInReason();
        var isElsewhere = !choice.provider().equals(model.provider()) && reason == null;
        var detail = reason != null
                ? reason
                : isElsewhere
                        ? "Answered by " + choice.provider() + "/" + choice.model() + ", because " + model.provider()
                                + " is not set up."
                        : price == null ? "Price unknown." : "Prices as of " + model.pricesAsOf() + ".";
        var shown = isElsewhere ? choice.price() : price;
        return new ModelView(
                model.alias(),
                isElsewhere ? choice.provider() : model.provider(),
                isElsewhere ? choice.model() : model.model(),
                shown == null ? null : shown.input(),
                shown == null ? null : shown.output(),
                reason == null,
                detail);
    }

    private String notFound(String name) {
        var bounded = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        var names = Stream.concat(
                        catalog.aliases().keySet().stream(),
                        providers.values().stream()
                                .flatMap(p -> p.models().stream()
                                        .map(m -> p.settings().name() + "/" + m)))
                .toList();
        var near = NearNames.of(bounded, names);
        return "There is no model " + bounded + ". " + (near.isEmpty() ? "There are " : "Did you mean ")
                + String.join(", ", near.isEmpty() ? names.stream().limit(8).toList() : near)
                + (near.isEmpty() ? "." : "?") + " Any model of a provider can be named provider/model.";
    }

    // ---- providers ----

    private ProviderPool pool(String name) {
        var pool = providers.get(name);
        if (pool == null)
            throw new Problem(
                    ProblemCode.MODEL_NOT_FOUND,
                    "The provider " + name + " is not set up; name it under providers in config.yaml.");
        return pool;
    }

    /** Providers whose settings did not change keep their connections and lists. */
    private Map<String, ProviderPool> pools(List<ProviderSettings> settings, Map<String, ProviderPool> earlier) {
        var pools = new LinkedHashMap<String, ProviderPool>();
        settings.forEach(s -> pools.put(s.name(), pool(s, false, earlier)));
        for (var implicit : List.of(
                ProviderSettings.of("anthropic", ProviderKind.ANTHROPIC, null, "ANTHROPIC_API_KEY"),
                ProviderSettings.of("openai", ProviderKind.OPENAI, null, "OPENAI_API_KEY")))
            if (!pools.containsKey(implicit.name())) pools.put(implicit.name(), pool(implicit, true, earlier));
        return pools;
    }

    private ProviderPool pool(ProviderSettings settings, boolean isImplicit, Map<String, ProviderPool> earlier) {
        var same = earlier.get(settings.name());
        return same != null && same.settings().equals(settings) && same.isImplicit() == isImplicit
                ? same
                : new ProviderPool(settings, isImplicit, secrets, this::transport, clock, policy);
    }

    private HttpTransport transport() {
        synchronized (lock) {
            if (transport == null) transport = new HttpTransport(clock);
            return transport;
        }
    }
}
