package dev.daemion.kernel.provider;

import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Providers that the usual environment variables make ready without any configuration: {@code ANTHROPIC_API_KEY} or
 * {@code ANTHROPIC_BASE_URL} → {@code anthropic}, {@code OPENAI_API_KEY} or {@code OPENAI_BASE_URL} → {@code openai},
 * {@code OLLAMA_HOST} → {@code ollama}.
 */
public final class ProviderEnvironment {
    private static final int OLLAMA_PORT = 11434;

    private ProviderEnvironment() {}

    /**
     * What the settings file names, and what only the environment names; the settings file wins by name. Refused
     * (thrown {@code Problem}): VALIDATION_FAILED with the variable that does not read.
     */
    public static List<ProviderSettings> merge(Map<String, String> environment, List<ProviderSettings> configured) {
        var byName = new LinkedHashMap<String, ProviderSettings>();
        providers(environment).forEach(p -> byName.put(p.name(), p));
        configured.forEach(p -> byName.put(p.name(), p));
        return List.copyOf(byName.values());
    }

    /** Those of the environment alone. The key itself is looked up by name in the secret store with every request. */
    public static List<ProviderSettings> providers(Map<String, String> environment) {
        var providers = new ArrayList<ProviderSettings>();
        provider(environment, "anthropic", ProviderKind.ANTHROPIC, "ANTHROPIC").ifPresent(providers::add);
        provider(environment, "openai", ProviderKind.OPENAI, "OPENAI").ifPresent(providers::add);
        value(environment, "OLLAMA_HOST")
                .map(host -> url("OLLAMA_HOST", ollamaUrl(host)))
                .map(url -> ProviderSettings.of("ollama", ProviderKind.OPENAI, url, null))
                .ifPresent(providers::add);
        return List.copyOf(providers);
    }

    private static Optional<ProviderSettings> provider(
            Map<String, String> environment, String name, ProviderKind kind, String prefix) {
        var hasKey = value(environment, prefix + "_API_KEY").isPresent();
        var url = value(environment, prefix + "_BASE_URL").map(text -> url(prefix + "_BASE_URL", text));
        if (!hasKey && url.isEmpty()) return Optional.empty();
        // An own address without a key is a local server or a proxy that holds the key itself.
        return Optional.of(ProviderSettings.of(name, kind, url.orElse(null), hasKey ? prefix + "_API_KEY" : null));
    }

    /** Ollama's own notation: {@code host}, {@code host:port}, {@code :port} or a URL; 0.0.0.0 is where it listens. */
    private static String ollamaUrl(String host) {
        var hasScheme = host.contains("://");
        var scheme = hasScheme ? host.substring(0, host.indexOf("://")) : "http";
        var rest = (hasScheme ? host.substring(host.indexOf("://") + 3) : host).replaceAll("/+$", "");
        var slash = rest.indexOf('/');
        var authority = slash < 0 ? rest : rest.substring(0, slash);
        var path = slash < 0 ? "" : rest.substring(slash);
        if (authority.startsWith(":")) authority = "127.0.0.1" + authority;
        if (authority.equals("0.0.0.0") || authority.startsWith("0.0.0.0:"))
            authority = "127.0.0.1" + authority.substring("0.0.0.0".length());
        if (!authority.matches(".*:\\d+") && !hasScheme) authority += ":" + OLLAMA_PORT;
        return scheme + "://" + authority + path;
    }

    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(v -> !v.isEmpty());
    }

    private static URI url(String variable, String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            var detail = "The environment variable " + variable + " is not an address like http://127.0.0.1:11434.";
            throw new Problem(ProblemCode.VALIDATION_FAILED, detail, List.of(new Finding("", detail)));
        }
    }
}
