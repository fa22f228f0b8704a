package dev.daemion.substrate.execution;

import dev.daemion.extension.definition.AgentDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.substrate.execution.model.ModelRegistry;
import dev.daemion.substrate.execution.model.ModelRegistry.ModelChoice;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Whether a new turn may start, and which model answers where nobody chose one. Belongs to the execution substrate. */
final class Admission {
    /** What people mean who choose nothing. */
    private static final String DEFAULT_MODEL = "sonnet";

    private final ModelRegistry models;
    private final Executor blocking;
    private boolean isModelReady = true;

    Admission(ModelRegistry models, Executor blocking) {
        this.models = models;
        this.blocking = blocking;
    }

    /** @param isAnyReady false on a machine where no model was ever set up */
    record Choice(ModelChoice model, boolean isAnyReady) {}

    /** What {@link #choose} found for a question. */
    record Chosen(
            ExecutionProtocol.Admit question,
            @Nullable Choice choice,
            @Nullable Throwable failure) implements ExecutionProtocol.Message {}

    /** What {@link #choose} found for a run that nobody was asked about; null when it found nothing. */
    record Looked(
            ExecutionProtocol.StartRun command, @Nullable Choice choice) implements ExecutionProtocol.Message {}

    void note(@Nullable Choice choice) {
        isModelReady = choice == null || choice.isAnyReady();
    }

    /** Whether a provider is set up may stand in a file: looked up off the actor. Fails with MODEL_NOT_FOUND. */
    CompletionStage<Choice> choose(@Nullable String model) {
        return CompletableFuture.supplyAsync(
                () -> new Choice(models.resolve(model == null ? DEFAULT_MODEL : model), isAnyReady()), blocking);
    }

    /** Why the turn may not start: it would cost something and the budget is spent. */
    Optional<Problem> refusal(Choice choice, BudgetBook budget) {
        note(choice);
        return isFree(choice.model()) ? Optional.empty() : budget.exhausted(BigDecimal.ZERO);
    }

    /**
     * The model an agent prefers, empty when it has none. Where no model was ever set up that is the built-in agent: it
     * answers for itself there and stands in for nobody.
     */
    String preferred(Catalog catalog, String agentId) {
        return isModelReady
                ? Definitions.agent(catalog, agentId)
                        .map(AgentDefinition::model)
                        .orElse("")
                : ProviderSettings.BUILT_IN;
    }

    private boolean isAnyReady() {
        return models.models().stream()
                .anyMatch(model -> model.isReady() && !model.provider().equals(ProviderSettings.BUILT_IN));
    }

    private static boolean isFree(ModelChoice choice) {
        var price = choice.price();
        return choice.standInReason() != null
                || choice.provider().equals(ProviderSettings.BUILT_IN)
                || (price != null
                        && price.input().signum() == 0
                        && price.output().signum() == 0);
    }
}
