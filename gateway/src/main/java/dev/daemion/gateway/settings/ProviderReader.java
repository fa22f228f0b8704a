package dev.daemion.gateway.settings;

import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.provider.AuthStyle;
import dev.daemion.kernel.provider.HeaderValue;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.provider.ProviderSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code providers} section: one entry per provider, by name. */
final class ProviderReader {
    static final int PROVIDERS_MAX = 32;
    static final List<String> MEMBERS = List.of(
            "kind", "base-url", "api-version", "auth-style", "headers", "first-byte-timeout", "idle-timeout", "key");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,7})\\s*(ms|s|m)");

    private final List<Finding> findings;

    ProviderReader(List<Finding> findings) {
        this.findings = findings;
    }

    List<ProviderSettings> read(@Nullable Object section) {
        if (section == null) {
            return List.of();
        }
        if (!(section instanceof Map<?, ?> entries) || entries.size() > PROVIDERS_MAX) {
            findings.add(new Finding("/providers", "Must hold at most " + PROVIDERS_MAX + " providers by name."));
            return List.of();
        }
        var providers = new ArrayList<ProviderSettings>();
        entries.forEach((name, entry) -> {
            var pointer = "/providers/" + name;
            if (entry instanceof Map<?, ?> members) {
                read(String.valueOf(name), pointer, members).ifPresent(providers::add);
            } else {
                findings.add(new Finding(pointer, "Must hold the provider's members, such as kind and base-url."));
            }
        });
        return providers;
    }

    private Optional<ProviderSettings> read(String name, String pointer, Map<?, ?> entry) {
        var before = findings.size();
        var members = new LinkedHashMap<String, Object>();
        entry.forEach((key, value) -> {
            var member = String.valueOf(key).replace('_', '-');
            if (!MEMBERS.contains(member)) {
                var hint = Nearest.to(member, MEMBERS)
                        .map(near -> " Did you mean " + near + "?")
                        .orElse(" Known: " + String.join(", ", MEMBERS) + ".");
                findings.add(new Finding(pointer + "/" + member, "Unknown key " + member + "." + hint));
            } else if (value != null) {
                members.put(member, value);
            }
        });
        var kind = kind(name, pointer, members);
        var url = url(pointer + "/base-url", members.get("base-url"));
        var version = Optional.ofNullable(members.get("api-version"))
                .map(ProviderReader::date)
                .orElse(null);
        var key = Optional.ofNullable(members.get("key")).map(String::valueOf).orElse(null);
        var style = style(pointer + "/auth-style", members.get("auth-style"));
        var headers = headers(pointer + "/headers", members.get("headers"));
        var firstByte = duration(pointer + "/first-byte-timeout", members.get("first-byte-timeout"));
        var idle = duration(pointer + "/idle-timeout", members.get("idle-timeout"));
        if (kind.isEmpty() || findings.size() > before) {
            return Optional.empty();
        }
        try {
            var base = ProviderSettings.of(name, kind.get(), url, key, version);
            return Optional.of(new ProviderSettings(
                    base.name(),
                    base.kind(),
                    base.baseUrl(),
                    base.apiVersion(),
                    style != null ? style : base.authStyle(),
                    headers,
                    firstByte != null ? firstByte : base.firstByteTimeout(),
                    idle != null ? idle : base.idleTimeout(),
                    base.key()));
        } catch (Problem refused) {
            refused.findings()
                    .forEach(f -> findings.add(new Finding(pointer + f.pointer().replace('_', '-'), f.detail())));
            return Optional.empty();
        }
    }

    /** The two well-known names say which wire they speak. */
    private Optional<ProviderKind> kind(String name, String pointer, Map<String, Object> members) {
        var said = members.getOrDefault("kind", name);
        var kind = Arrays.stream(ProviderKind.values())
                .filter(k -> k.wire().equals(said))
                .findFirst();
        if (kind.isEmpty()) {
            findings.add(new Finding(
                    pointer + "/kind", "Must be anthropic or openai; openai fits every compatible server."));
        }
        return kind;
    }

    private @Nullable URI url(String pointer, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return new URI(String.valueOf(value));
        } catch (URISyntaxException e) {
            findings.add(new Finding(pointer, "Must be an address like http://127.0.0.1:11434."));
            return null;
        }
    }

    private @Nullable AuthStyle style(String pointer, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        for (var style : AuthStyle.values()) {
            if (style.wire().equals(String.valueOf(value).replace('_', '-'))) {
                return style;
            }
        }
        findings.add(new Finding(pointer, "Must be bearer, x-api-key or none."));
        return null;
    }

    private Map<String, HeaderValue> headers(String pointer, @Nullable Object value) {
        var headers = new LinkedHashMap<String, HeaderValue>();
        if (value instanceof Map<?, ?> entries) {
            entries.forEach((name, text) -> headers.put(String.valueOf(name), header(text)));
        } else if (value != null) {
            findings.add(new Finding(pointer, "Must hold headers by name, as in \"X-Team: me\"."));
        }
        return headers;
    }

    /** {@code X: {secret: NAME}} and {@code X: "secret: NAME"} are the same. */
    private static HeaderValue header(@Nullable Object value) {
        return value instanceof Map<?, ?> map && map.size() == 1 && map.get("secret") instanceof String secret
                ? new HeaderValue.FromSecret(secret)
                : HeaderValue.parse(String.valueOf(value));
    }

    /** YAML reads {@code 2023-06-01} as a date of its own kind. */
    private static String date(Object value) {
        return value instanceof java.util.Date date
                ? date.toInstant().toString().substring(0, "2023-06-01".length())
                : String.valueOf(value);
    }

    private @Nullable Duration duration(String pointer, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        var match = DURATION.matcher(String.valueOf(value));
        if (!match.matches()) {
            findings.add(new Finding(pointer, "Must be a duration like 500ms, 30s or 5m."));
            return null;
        }
        var amount = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            default -> Duration.ofMinutes(amount);
        };
    }
}
