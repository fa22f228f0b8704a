package dev.daemion.kernel.provider;

import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.secret.SecretStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One provider of models. Checks itself: a wrong value is refused with VALIDATION_FAILED and every finding at once,
 * with pointers relative to the provider's entry.
 *
 * @param name how people and {@code provider/model} call it: a lower-case letter, then up to 31 of {@code a-z 0-9 -};
 *     {@code built-in} is taken
 * @param kind which wire it speaks
 * @param baseUrl http or https, without user, query and fragment. Anthropic: the part before {@code /v1/messages}
 *     (default {@code https://api.anthropic.com}; a trailing {@code /v1} is dropped). OpenAI: the part before
 *     {@code /chat/completions} (default {@code https://api.openai.com/v1}); {@code /v1} is added when there is no path
 * @param apiVersion value of {@code anthropic-version}, a date (default {@code 2026-10-21}; that version takes no
 *     sampling parameters; {@code 2023-06-01} still works); null and unused with OpenAI
 * @param authStyle how the key is sent (default: bearer; x-api-key with {@code 2023-06-01}; none without a key)
 * @param headers up to 32 further headers; those that carry credentials must be references
 * @param firstByteTimeout from sending the request to the first byte of the answer, 100 ms to 1 h (default 2 min, 5 min
 *     with OpenAI because local servers load the model first)
 * @param idleTimeout between two signs of life of the stream, 100 ms to 1 h (default 1 min, 2 min with OpenAI)
 * @param key name of the key in the secret store; null when none is sent
 */
public record ProviderSettings(
        String name,
        ProviderKind kind,
        URI baseUrl,
        @Nullable String apiVersion,
        AuthStyle authStyle,
        Map<String, HeaderValue> headers,
        Duration firstByteTimeout,
        Duration idleTimeout,
        @Nullable String key) {
    public static final String BUILT_IN = "built-in";
    public static final URI ANTHROPIC_URL = URI.create("https://api.anthropic.com");
    public static final URI OPENAI_URL = URI.create("https://api.openai.com/v1");
    public static final String API_VERSION = "2026-10-21";
    public static final String API_VERSION_WITH_KEY_HEADER = "2023-06-01";
    public static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
    public static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    private static final int HEADERS_MAX = 32;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]{0,1024}");
    private static final Set<String> HEADERS_OF_THE_WIRE = Set.of(
            "host",
            "content-length",
            "content-type",
            "transfer-encoding",
            "connection",
            "accept-encoding",
            "expect",
            "te");
    private static final Set<String> HEADERS_WITH_CREDENTIALS =
            Set.of("authorization", "x-api-key", "api-key", "cookie", "proxy-authorization");

    public ProviderSettings {
        headers = Map.copyOf(headers);
        if (kind == ProviderKind.ANTHROPIC) baseUrl = withoutVersion(baseUrl);
        var findings = new ArrayList<Finding>();
        if (!NAME.matcher(name).matches() || name.equals(BUILT_IN))
            findings.add(new Finding(
                    "", "The name must be a lower-case letter and up to 31 of a-z, 0-9 and -, and not built-in."));
        checkUrl(baseUrl, findings);
        if (apiVersion != null && !DATE.matcher(apiVersion).matches())
            findings.add(new Finding("/api_version", "Must be a date like " + API_VERSION + "."));
        if (authStyle != AuthStyle.NONE && key == null)
            findings.add(new Finding("/key", "Name the secret to send, or set auth_style to none."));
        if (key != null && !SecretStore.NAME.matcher(key).matches())
            findings.add(
                    new Finding("/key", "Must be the name of a secret like ANTHROPIC_API_KEY, never the key itself."));
        checkTimeout("/first_byte_timeout", firstByteTimeout, findings);
        checkTimeout("/idle_timeout", idleTimeout, findings);
        if (headers.size() > HEADERS_MAX)
            findings.add(new Finding("/headers", "At most " + HEADERS_MAX + " headers can be added."));
        headers.forEach((header, value) -> checkHeader(header, value, findings));
        if (!findings.isEmpty())
            throw new Problem(
                    ProblemCode.VALIDATION_FAILED,
                    "The settings of the provider " + (NAME.matcher(name).matches() ? name : "") + " do not fit: "
                            + findings.getFirst().detail(),
                    findings);
    }

    /** The settings with every default. */
    public static ProviderSettings of(String name, ProviderKind kind, @Nullable URI baseUrl, @Nullable String key) {
        return of(name, kind, baseUrl, key, null);
    }

    /** The settings with every default that goes with that version of the API. */
    public static ProviderSettings of(
            String name, ProviderKind kind, @Nullable URI baseUrl, @Nullable String key, @Nullable String apiVersion) {
        var isAnthropic = kind == ProviderKind.ANTHROPIC;
        var version = isAnthropic && apiVersion == null ? API_VERSION : apiVersion;
        return new ProviderSettings(
                name,
                kind,
                baseUrl != null ? baseUrl : isAnthropic ? ANTHROPIC_URL : OPENAI_URL,
                version,
                defaultAuthStyle(version, key),
                Map.of(),
                isAnthropic ? Duration.ofMinutes(2) : Duration.ofMinutes(5),
                isAnthropic ? Duration.ofMinutes(1) : Duration.ofMinutes(2),
                key);
    }

    /** What goes with a version and a key when nothing is said. */
    public static AuthStyle defaultAuthStyle(@Nullable String apiVersion, @Nullable String key) {
        if (key == null) return AuthStyle.NONE;
        return API_VERSION_WITH_KEY_HEADER.equals(apiVersion) ? AuthStyle.X_API_KEY : AuthStyle.BEARER;
    }

    public ProviderSettings withAuthStyle(AuthStyle style) {
        return new ProviderSettings(
                name, kind, baseUrl, apiVersion, style, headers, firstByteTimeout, idleTimeout, key);
    }

    public ProviderSettings withHeaders(Map<String, HeaderValue> more) {
        return new ProviderSettings(
                name, kind, baseUrl, apiVersion, authStyle, more, firstByteTimeout, idleTimeout, key);
    }

    public ProviderSettings withTimeouts(Duration firstByte, Duration idle) {
        return new ProviderSettings(name, kind, baseUrl, apiVersion, authStyle, headers, firstByte, idle, key);
    }

    private static URI withoutVersion(URI url) {
        var text = url.toString().replaceAll("/+$", "");
        return text.endsWith("/v1") ? URI.create(text.substring(0, text.length() - 3)) : url;
    }

    private static void checkUrl(URI url, List<Finding> findings) {
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https"))
            findings.add(new Finding("/base_url", "Must start with http:// or https://."));
        else if (url.getHost() == null)
            findings.add(new Finding("/base_url", "Must name a host, as in https://api.example.com/v1."));
        if (url.getRawUserInfo() != null)
            findings.add(new Finding("/base_url", "Must hold no user or password; put the key into the secrets file."));
        if (url.getRawQuery() != null || url.getRawFragment() != null)
            findings.add(new Finding("/base_url", "Must hold no ? and no #."));
    }

    private static void checkTimeout(String pointer, Duration timeout, List<Finding> findings) {
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0)
            findings.add(new Finding(pointer, "Must be between 100 ms and 1 h."));
    }

    private static void checkHeader(String header, HeaderValue value, List<Finding> findings) {
        var pointer = "/headers/" + header.replace("~", "~0").replace("/", "~1");
        var lower = header.toLowerCase(Locale.ROOT);
        if (!HEADER_NAME.matcher(header).matches()) findings.add(new Finding(pointer, "Is not the name of a header."));
        else if (HEADERS_OF_THE_WIRE.contains(lower))
            findings.add(new Finding(pointer, "Is set by the connection itself; remove it."));
        switch (value) {
            case HeaderValue.Literal(var text) -> {
                if (HEADERS_WITH_CREDENTIALS.contains(lower))
                    findings.add(new Finding(pointer, "Carries a credential; write it as \"secret: NAME\"."));
                else if (!HEADER_VALUE.matcher(text).matches())
                    findings.add(new Finding(pointer, "Must be printable ASCII of at most 1024 characters."));
            }
            case HeaderValue.FromSecret(var secretName) -> {
                if (!SecretStore.NAME.matcher(secretName).matches())
                    findings.add(new Finding(pointer, "Must name a secret like PROXY_TOKEN."));
            }
        }
    }
}
