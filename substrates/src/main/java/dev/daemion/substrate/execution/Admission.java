package dev.daemion.substrate.execution;

import dev.daemion.extension.definition.AgentDefinition;
import dev.daemion.extension.definition.ControlDefinition.Rate;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageQuery.AgentTurn;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.run.RunRequest;
import dev.daemion.substrate.execution.model.ModelRegistry;
import dev.daemion.substrate.execution.model.ModelRegistry.ModelChoice;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
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
    private final RateBook rates;
    private boolean isModelReady = true;

    Admission(ModelRegistry models, Executor blocking, Clock clock) {
        this.models = models;
        this.blocking = blocking;
        this.rates = new RateBook(clock);
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
                () -> new Choice(models.resolve(model == null ? DEFAULT_MODEL : model), models.isAnyReady()), blocking);
    }

    /**
     * Why the turn may not start: it would cost something and the budget is spent, or its agent has answered as much as
     * it may. One that may start is counted.
     *
     * @param agentId null when only the model is asked about
     */
    Optional<Problem> refusal(Choice choice, BudgetBook budget, @Nullable String agentId) {
        note(choice);
        var spent = isFree(choice.model()) ? Optional.<Problem>empty() : budget.exhausted(BigDecimal.ZERO);
        return spent.isPresent() || agentId == null ? spent : rates.take(agentId);
    }

    /** Why the run of a job may not start, which nobody was asked about; it is counted once. */
    Optional<Problem> refusal(RunRequest request) {
        return rates.take(request.agentId(), request.id());
    }

    void setRates(Catalog catalog) {
        rates.setRates(Definitions.controls(catalog, Rate.class));
    }

    /** Who answered in the last day, as the journal has it. */
    void load(List<AgentTurn> turns) {
        rates.load(turns);
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

    private static boolean isFree(ModelChoice choice) {
        var price = choice.price();
        return choice.standInReason() != null
                || choice.provider().equals(ProviderSettings.BUILT_IN)
                || (price != null
                        && price.input().signum() == 0
                        && price.output().signum() == 0);
    }
}
