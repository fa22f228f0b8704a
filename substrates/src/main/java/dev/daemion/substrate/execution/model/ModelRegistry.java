package dev.daemion.substrate.execution.model;

import dev.daemion.kernel.protocol.ExecutionProtocol.ModelView;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.run.Usage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which models there are and who answers for each. Aliases and prices come from the {@code models} controls of the
 * catalog, addresses and keys from the settings; both may change while the process runs. Thread-safe.
 */
public interface ModelRegistry {
    /**
     * The model for an alias ({@code sonnet}), a model id or {@code provider/model}. When its provider is not set up,
     * the built-in agent stands in and the choice says why. Refused (thrown {@code Problem}): MODEL_NOT_FOUND with the
     * nearest names.
     */
    ModelChoice resolve(String aliasOrId);

    /** What stands in when a model cannot be reached or the budget is spent. */
    ModelChoice builtIn();

    List<ModelView> models();

    /** Whether any model but the built-in agent is set up. */
    default boolean isAnyReady() {
        return models().stream()
                .anyMatch(model -> model.isReady() && !model.provider().equals(ProviderSettings.BUILT_IN));
    }

    /**
     * @param price null when unknown
     * @param standInReason null unless the built-in agent answers instead of what was asked for
     */
    record ModelChoice(
            String alias,
            String provider,
            String model,
            ModelClient client,
            @Nullable Price price,
            int outputTokensMax,
            @Nullable String standInReason) {}

    /**
     * USD per million tokens.
     *
     * @param longPrompt null when prompts of every length cost alike
     */
    record Price(
            BigDecimal input,
            BigDecimal output,
            BigDecimal cacheRead,
            BigDecimal cacheWrite,
            @Nullable LongPrompt longPrompt) {
        private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

        /** @param price of every token of a call whose prompt is longer than {@code aboveTokens} */
        record LongPrompt(long aboveTokens, Price price) {}

        /** What a call costs by the length of its prompt, cached tokens included. */
        public Price forPrompt(long tokens) {
            return longPrompt != null && tokens > longPrompt.aboveTokens() ? longPrompt.price() : this;
        }

        public BigDecimal of(Usage usage) {
            return forPrompt(usage.inputTokens() + usage.cacheReadTokens() + usage.cacheWriteTokens())
                    .sum(usage);
        }

        private BigDecimal sum(Usage usage) {
            return input.multiply(BigDecimal.valueOf(usage.inputTokens()))
                    .add(output.multiply(BigDecimal.valueOf(usage.outputTokens())))
                    .add(cacheRead.multiply(BigDecimal.valueOf(usage.cacheReadTokens())))
                    .add(cacheWrite.multiply(BigDecimal.valueOf(usage.cacheWriteTokens())))
                    .divide(MILLION, MathContext.DECIMAL64);
        }
    }
}
