package dev.daemion.substrate.execution.model;

import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.ControlDefinition.Model;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.substrate.execution.model.ModelRegistry.Price;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The models that people can name, from the {@code models} controls; the youngest control wins an alias. The three
 * names that everything else counts on exist without any control, then without prices.
 */
record ModelCatalog(Map<String, Model> aliases) {
    private static final List<Model> ALWAYS = List.of(
            always("haiku", "claude-haiku-5-5"),
            always("sonnet", "claude-sonnet-5-5"),
            always("opus", "claude-opus-5-5"));

    static ModelCatalog of(Catalog catalog) {
        var aliases = new LinkedHashMap<String, Model>();
        ALWAYS.forEach(model -> aliases.put(model.alias(), model));
        Definitions.controls(catalog, ControlDefinition.Models.class)
                .values()
                .forEach(control -> control.models().forEach(model -> aliases.put(key(model.alias()), model)));
        return new ModelCatalog(aliases);
    }

    Optional<Model> find(String alias) {
        return Optional.ofNullable(aliases.get(key(alias)));
    }

    /** The entry for that model of that provider, for its price and its limit. */
    Optional<Model> entry(String provider, String model) {
        return aliases.values().stream()
                .filter(m -> m.provider().equals(provider) && m.model().equals(model))
                .findFirst();
    }

    Optional<Model> byModelId(String id) {
        return aliases.values().stream().filter(m -> m.model().equals(id)).findFirst();
    }

    /** Null when the price of a token in or out is unknown; unknown cache prices count as those of input. */
    static @Nullable Price price(@Nullable Model model) {
        if (model == null || model.inputUsdPerMillion() == null || model.outputUsdPerMillion() == null) return null;
        var tier = model.longPrompt() == null ? null : longPrompt(model.longPrompt());
        return price(
                model.inputUsdPerMillion(),
                model.outputUsdPerMillion(),
                model.cacheReadUsdPerMillion(),
                model.cacheWriteUsdPerMillion(),
                tier);
    }

    private static Price.LongPrompt longPrompt(ControlDefinition.LongPrompt tier) {
        return new Price.LongPrompt(
                tier.aboveTokens(),
                price(
                        tier.inputUsdPerMillion(),
                        tier.outputUsdPerMillion(),
                        tier.cacheReadUsdPerMillion(),
                        tier.cacheWriteUsdPerMillion(),
                        null));
    }

    private static Price price(
            BigDecimal input,
            BigDecimal output,
            @Nullable BigDecimal read,
            @Nullable BigDecimal write,
            Price.@Nullable LongPrompt longPrompt) {
        return new Price(input, output, read == null ? input : read, write == null ? input : write, longPrompt);
    }

    private static String key(String alias) {
        return alias.toLowerCase(Locale.ROOT);
    }

    private static Model always(String alias, String model) {
        return new Model(
                alias, "anthropic", model, null, null, null, null, null, Model.OUTPUT_TOKENS_MAX_DEFAULT, null);
    }
}
