package dev.daemion.kernel.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Provider settings")
class ProviderSettingsTest {
    @Test
    @DisplayName("have a default for everything, which depends on the API's version")
    void haveDefaults() {
        var today = ProviderSettings.of("anthropic", ProviderKind.ANTHROPIC, null, "ANTHROPIC_API_KEY");
        assertThat(today.baseUrl()).isEqualTo(ProviderSettings.ANTHROPIC_URL);
        assertThat(today.apiVersion()).isEqualTo("2026-10-21");
        assertThat(today.authStyle()).isEqualTo(AuthStyle.BEARER);
        var older = ProviderSettings.of("anthropic", ProviderKind.ANTHROPIC, null, "K", "2023-06-01");
        assertThat(older.authStyle()).isEqualTo(AuthStyle.X_API_KEY);
        var local = ProviderSettings.of("local", ProviderKind.OPENAI, URI.create("http://127.0.0.1:1234"), null);
        assertThat(local.authStyle()).isEqualTo(AuthStyle.NONE);
    }

    @Test
    @DisplayName("report everything that is wrong at once")
    void reportEverything() {
        var problem = catchThrowableOfType(
                Problem.class,
                () -> new ProviderSettings(
                        "Bad Name",
                        ProviderKind.ANTHROPIC,
                        URI.create("ftp://user:pw@host/?q#f"),
                        "yesterday",
                        AuthStyle.BEARER,
                        Map.of(
                                "Host",
                                new HeaderValue.Literal("x"),
                                "Authorization",
                                new HeaderValue.Literal("Bearer x")),
                        Duration.ofMillis(1),
                        Duration.ofDays(1),
                        "sk-ant-key"));
        assertThat(problem.findings())
                .extracting(Finding::pointer)
                .contains(
                        "",
                        "/base_url",
                        "/api_version",
                        "/key",
                        "/first_byte_timeout",
                        "/idle_timeout",
                        "/headers/Host",
                        "/headers/Authorization");
        assertThat(problem.findings().toString() + problem.detail()).doesNotContain("sk-ant", "pw");
    }

    @Test
    @DisplayName("take a header from a secret when told so")
    void takeAHeaderFromASecret() {
        assertThat(HeaderValue.parse("secret: PROXY_TOKEN")).isEqualTo(new HeaderValue.FromSecret("PROXY_TOKEN"));
        assertThat(HeaderValue.parse("secretary")).isEqualTo(new HeaderValue.Literal("secretary"));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "127.0.0.1:11434, http://127.0.0.1:11434",
        "0.0.0.0, http://127.0.0.1:11434",
        ":8080, http://127.0.0.1:8080",
        "gpu-box, http://gpu-box:11434",
        "https://ollama.example/, https://ollama.example",
        "http://[::1]:11434, http://[::1]:11434"
    })
    @DisplayName("read OLLAMA_HOST as Ollama does")
    void readOllamaHost(String host, URI url) {
        assertThat(ProviderEnvironment.providers(Map.of("OLLAMA_HOST", host)))
                .singleElement()
                .satisfies(p -> assertThat(p.baseUrl()).isEqualTo(url))
                .satisfies(p -> assertThat(p.name()).isEqualTo("ollama"));
    }

    @Test
    @DisplayName("come from the environment alone, and the settings file wins by name")
    void comeFromTheEnvironment() {
        var environment = Map.of("ANTHROPIC_API_KEY", "k", "OPENAI_BASE_URL", "http://127.0.0.1:1");
        var own = ProviderSettings.of("openai", ProviderKind.OPENAI, URI.create("http://10.0.0.1/v1"), null);
        assertThat(ProviderEnvironment.merge(environment, List.of(own)))
                .extracting(ProviderSettings::name, p -> p.baseUrl().getHost(), ProviderSettings::authStyle)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("anthropic", "api.anthropic.com", AuthStyle.BEARER),
                        org.assertj.core.groups.Tuple.tuple("openai", "10.0.0.1", AuthStyle.NONE));
        assertThat(ProviderEnvironment.providers(Map.of())).isEmpty();
        assertThatThrownBy(() -> ProviderEnvironment.providers(Map.of("OPENAI_BASE_URL", "not a url")))
                .hasMessageContaining("OPENAI_BASE_URL");
    }
}
