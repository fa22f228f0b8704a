package dev.daemion.substrate.execution.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol.ModelView;
import dev.daemion.kernel.provider.ProviderEnvironment;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.secret.SecretStore;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelRegistry.ModelChoice;
import dev.daemion.substrate.execution.model.builtin.BuiltInModelClient;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The model registry")
@Timeout(60)
class ConfiguredModelRegistryTest {
    @TempDir
    Path home = Path.of("");

    private final ModelFixture fixture = new ModelFixture();
    private final ModelServer ollama = ModelServer.openAi(null).models("nomic-embed-text", "llama3.2:3b", "qwen3");

    @AfterEach
    void close() {
        ollama.close();
        fixture.close();
    }

    private ConfiguredModelRegistry registry(Map<String, String> environment) {
        return new ConfiguredModelRegistry(
                new SecretStore(environment, home.resolve("secrets")),
                ProviderEnvironment.providers(environment),
                Clock.systemUTC(),
                RandomGenerator.getDefault());
    }

    @Test
    @DisplayName("lets the built-in agent stand in when nothing is set up, and says what to set")
    void standsIn() {
        var choice = registry(Map.of()).resolve("sonnet");
        assertThat(choice.provider()).isEqualTo("built-in");
        assertThat(choice.alias()).isEqualTo("sonnet");
        assertThat(choice.client()).isInstanceOf(BuiltInModelClient.class);
        assertThat(choice.standInReason())
                .contains("ANTHROPIC_API_KEY", home.resolve("secrets").toString());
    }

    @Test
    @DisplayName("serves an alias once its key is there, from the environment or from the file, without a restart")
    void servesAnAlias() throws IOException {
        assertThat(registry(Map.of("ANTHROPIC_API_KEY", "k")).resolve("Sonnet"))
                .extracting(ModelChoice::provider, ModelChoice::model, ModelChoice::standInReason)
                .containsExactly("anthropic", "claude-sonnet-5-5", null);
        var registry = registry(Map.of());
        var file = home.resolve("secrets");
        Files.writeString(file, "ANTHROPIC_API_KEY=k");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(registry.resolve("opus").standInReason()).contains("chmod 600");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(registry.resolve("opus").provider()).isEqualTo("anthropic");
    }

    @Test
    @DisplayName("takes the higher price for the whole of a call whose prompt is long, cached tokens counted")
    void takesPricesOfLongPrompts() throws JsonProcessingException {
        var registry = registry(Map.of("ANTHROPIC_API_KEY", "k"));
        registry.update(catalog("""
            {"kind":"models","models":[
            {"alias":"haiku","provider":"anthropic","model":"h","inputUsdPerMillion":1,"outputUsdPerMillion":2,
             "longPrompt":{"aboveTokens":1000,"inputUsdPerMillion":10,"outputUsdPerMillion":20},"pricesAsOf":"2026-11-01"}]}\
            """));
        var price = java.util.Objects.requireNonNull(registry.resolve("haiku").price());

        assertThat(price.of(new Usage(500, 1_000, 500, 0))).isEqualByComparingTo(new BigDecimal("0.003"));
        assertThat(price.of(new Usage(500, 1_000, 501, 0))).isEqualByComparingTo(new BigDecimal("0.03001"));
        assertThat(price.forPrompt(1_001).output()).isEqualByComparingTo(new BigDecimal("20"));
    }

    @Test
    @DisplayName("takes aliases and prices from the catalog; a missing price is unknown, not zero")
    void takesPrices() throws JsonProcessingException {
        var registry = registry(Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_API_KEY", "k"));
        registry.update(catalog("""
            {"kind":"models","models":[
            {"alias":"sonnet","provider":"anthropic","model":"claude-x","inputUsdPerMillion":3,"outputUsdPerMillion":15,
             "cacheReadUsdPerMillion":0.3,"cacheWriteUsdPerMillion":3.75,"outputTokensMax":64000,"pricesAsOf":"2026-11-01"},
            {"alias":"gpt","provider":"openai","model":"gpt-5"}]}\
            """));
        var sonnet = registry.resolve("sonnet");
        assertThat(sonnet.model()).isEqualTo("claude-x");
        assertThat(sonnet.outputTokensMax()).isEqualTo(64000);
        assertThat(java.util.Objects.requireNonNull(sonnet.price())
                        .of(new Usage(1_000_000, 1_000_000, 1_000_000, 1_000_000)))
                .isEqualByComparingTo(new BigDecimal("22.05"));
        assertThat(registry.resolve("gpt").price()).isNull();
        assertThat(registry.resolve("gpt-5").alias()).isEqualTo("gpt");
        assertThat(registry.resolve("anthropic/claude-x").price()).isNotNull();
        assertThat(registry.models())
                .filteredOn(m -> m.alias().equals("sonnet"))
                .singleElement()
                .satisfies(m -> assertThat(m.detail()).contains("2026-11-01"))
                .satisfies(m -> assertThat(m.isReady()).isTrue());
    }

    @Test
    @DisplayName("answers to an alias with the first model of Ollama when that is all there is")
    void answersWithOllama() {
        var registry = registry(Map.of("OLLAMA_HOST", ollama.url().toString()));
        var choice = registry.resolve("sonnet");
        assertThat(choice.provider()).isEqualTo("ollama");
        assertThat(choice.standInReason()).isNull();
        assertThat(choice.price()).isNull();
        var request = ModelFixture.ask("hello");
        var events = fixture.events(
                choice.client(),
                new ModelRequest(
                        request.runId(),
                        request.threadId(),
                        choice.model(),
                        "",
                        request.messages(),
                        List.of(),
                        100,
                        true));
        assertThat(ModelFixture.finalText(events)).isEqualTo("You said: hello");
        assertThat(ollama.requests().getLast().body().path("model").asText()).isEqualTo("llama3.2:3b");
        assertThat(registry.resolve("opus").model()).isEqualTo("llama3.2:3b");
    }

    @Test
    @DisplayName("lists what a provider offers and takes provider/model")
    void listsModels() {
        var registry = registry(Map.of("OLLAMA_HOST", ollama.url().toString()));
        List<ModelView> views = registry.models();
        for (var i = 0; i < 200 && views.stream().noneMatch(v -> v.alias().equals("ollama/qwen3")); i++) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            views = registry.models();
        }
        assertThat(views)
                .extracting(ModelView::alias)
                .contains("ollama/qwen3", "ollama/llama3.2:3b", "built-in", "haiku");
        assertThat(views).noneMatch(v -> v.model().contains("embed"));
        assertThat(registry.resolve("ollama/qwen3").model()).isEqualTo("qwen3");
        assertThat(registry.resolve("qwen3").provider()).isEqualTo("ollama");
        assertThat(ollama.requests()).filteredOn(r -> r.method().equals("GET")).hasSize(1);
    }

    @Test
    @DisplayName("sends nothing to another company when the chosen provider only lacks its key")
    void staysWithTheChosenProvider() {
        var own = ProviderSettings.of("anthropic", ProviderKind.ANTHROPIC, null, "MY_KEY");
        var registry = registry(Map.of("OPENAI_API_KEY", "k"));
        registry.update(List.of(own));
        assertThat(registry.resolve("sonnet").provider()).isEqualTo("built-in");
        assertThat(registry.resolve("sonnet").standInReason()).contains("MY_KEY");
    }

    @Test
    @DisplayName("takes over changed providers, and keeps those that stayed the same")
    void takesOverProviders() {
        var registry = registry(Map.of());
        var lab = ProviderSettings.of("lab", ProviderKind.OPENAI, ollama.url(), null);
        assertThatThrownBy(() -> registry.resolve("lab/m")).isInstanceOf(Problem.class);
        registry.update(List.of(lab));
        var client = registry.resolve("lab/m").client();
        registry.update(List.of(lab));
        assertThat(registry.resolve("lab/m").client()).isSameAs(client);
    }

    @Test
    @DisplayName("refuses an unknown name with the nearest ones")
    void refusesAnUnknownName() {
        assertThatThrownBy(() -> registry(Map.of()).resolve("sonet"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo(ProblemCode.MODEL_NOT_FOUND))
                .hasMessageContaining("Did you mean sonnet?");
        assertThatThrownBy(() -> registry(Map.of()).resolve("x".repeat(5000)))
                .satisfies(e -> assertThat(e.toString().length()).isLessThan(400));
    }

    private static Catalog catalog(String definition) throws JsonProcessingException {
        var models = new ExtensionView(
                new ExtensionId(ExtensionId.PREFIX + "00000000000000000000000001"),
                ExtensionType.CONTROL,
                "models",
                "",
                Json.stored().readTree(definition),
                ExtensionSource.BUILT_IN,
                true,
                ExtensionStatus.ACTIVE,
                1,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
        return new Catalog(1, List.of(models));
    }
}
