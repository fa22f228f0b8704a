package dev.daemion.substrate.execution.model.call;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.provider.AuthStyle;
import dev.daemion.kernel.provider.HeaderValue;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.secret.Secret;
import dev.daemion.kernel.secret.SecretStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider with its keys: makes the headers of a request, and the sentences for what went wrong. Keys are looked up
 * with every request, so a new one counts at once. No sentence holds a key.
 */
public final class ProviderAccess {
    private static final int SENTENCE_CHARS_MAX = 400;
    private static final Pattern SENDABLE = Pattern.compile("[\\x21-\\x7e]{1,4096}");
    private static final Pattern LOOKS_LIKE_A_KEY = Pattern.compile(
            "\\b(?:sk|pk|rk|xox[bp]|gh[pousr]|key|token|Bearer)[-_ ][A-Za-z0-9_*.\\-]{6,}", Pattern.CASE_INSENSITIVE);

    private final ProviderSettings settings;
    private final SecretStore secrets;

    public ProviderAccess(ProviderSettings settings, SecretStore secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    public ProviderSettings settings() {
        return settings;
    }

    public String name() {
        return settings.name();
    }

    /** What stands in the way of a call, as far as can be said without one; empty when nothing does. */
    public Optional<String> obstacle() {
        try {
            headers();
            return Optional.empty();
        } catch (WireFailure e) {
            return Optional.of(e.problem().detail());
        }
    }

    /** Credentials and additional headers, by lower-case name. */
    Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        settings.headers()
                .forEach((name, value) -> headers.put(
                        name.toLowerCase(Locale.ROOT),
                        switch (value) {
                            case HeaderValue.Literal(var text) -> text;
                            case HeaderValue.FromSecret(var secretName) ->
                                secret(secretName).reveal();
                        }));
        var key = settings.key();
        if (key != null) {
            switch (settings.authStyle()) {
                case BEARER ->
                    headers.put("authorization", "Bearer " + secret(key).reveal());
                case X_API_KEY -> headers.put("x-api-key", secret(key).reveal());
                case NONE -> {}
            }
        }
        return headers;
    }

    private Secret secret(String name) {
        var found = Optional.<Secret>empty();
        try {
            found = secrets.find(name);
        } catch (Problem problem) {
            throw WireFailure.fatal(ProblemCode.MODEL_UNAUTHORIZED, problem.detail());
        }
        var secret = found.orElseThrow(() -> WireFailure.fatal(
                ProblemCode.MODEL_UNAUTHORIZED,
                "The provider " + settings.name() + " has no key: set " + name + " in the environment, or write " + name
                        + "=… into " + secrets.file() + " (mode 0600)."));
        if (!SENDABLE.matcher(secret.reveal()).matches())
            throw WireFailure.fatal(
                    ProblemCode.MODEL_UNAUTHORIZED,
                    "The key " + name + " for the provider " + settings.name()
                            + " holds blanks or other characters that cannot be sent; copy it again.");
        return secret;
    }

    // ---- what went wrong ----

    WireFailure unreachable(String reason) {
        return WireFailure.passing(
                ProblemCode.MODEL_UNREACHABLE,
                where() + " cannot be reached (" + sentence(reason)
                        + "); check that it runs and that base_url is right.",
                null);
    }

    WireFailure untrusted(String reason) {
        return WireFailure.fatal(
                ProblemCode.MODEL_UNREACHABLE,
                where() + " shows a certificate that is not trusted (" + sentence(reason) + "); check base_url.");
    }

    public WireFailure cut() {
        return WireFailure.passing(
                ProblemCode.MODEL_UNREACHABLE, where() + " broke the connection in the middle of an answer.", null);
    }

    WireFailure stalled(boolean isBeforeFirstByte) {
        var waited = isBeforeFirstByte ? settings.firstByteTimeout() : settings.idleTimeout();
        var setting = isBeforeFirstByte ? "first_byte_timeout" : "idle_timeout";
        return WireFailure.fatal(
                ProblemCode.MODEL_STALLED,
                where() + " said nothing for " + text(waited) + (isBeforeFirstByte ? " after it was asked" : "")
                        + "; try again, choose a smaller model, or raise " + setting + " of the provider.");
    }

    public WireFailure garbled(String what) {
        return WireFailure.fatal(
                ProblemCode.MODEL_GARBLED,
                where() + " sent something that is not an answer of a model (" + sentence(what)
                        + "); check that base_url and kind (" + settings.kind().wire() + ") of the provider fit.");
    }

    /**
     * What an error of the provider means.
     *
     * @param status as HTTP has it, also for errors inside of a stream
     * @param said the provider's own sentence, empty when it gave none
     * @param retryAfter its wish; null without one
     */
    public WireFailure refused(int status, String said, @Nullable Duration retryAfter) {
        var quote = said.isBlank() ? "" : ": “" + sentence(said) + "”";
        if (status == 401 || status == 403)
            return WireFailure.fatal(ProblemCode.MODEL_UNAUTHORIZED, unauthorized(status, quote));
        if (said.contains("insufficient_quota") || said.contains("exceeded your current quota"))
            return WireFailure.fatal(
                    ProblemCode.MODEL_REFUSED, where() + " has no credit left" + quote + ". Check its billing page.");
        if (status == 429 || status == 529 || status == 503)
            return WireFailure.passing(
                    ProblemCode.MODEL_OVERLOADED,
                    where() + (status == 429 ? " limits how often it may be asked" : " is overloaded") + " (" + status
                            + ")" + quote + ". Wait a little, or choose another model.",
                    retryAfter);
        if (status == 408 || status >= 500)
            return WireFailure.passing(
                    ProblemCode.MODEL_UNREACHABLE, where() + " failed with status " + status + quote + ".", retryAfter);
        if (status >= 300 && status < 400)
            return WireFailure.fatal(
                    ProblemCode.MODEL_REFUSED,
                    where() + " answered with a redirect (" + status
                            + "), which is not followed because the key would go"
                            + " along; set base_url to the final address.");
        return WireFailure.fatal(
                ProblemCode.MODEL_REFUSED,
                where() + " refused the request (" + status + ")" + quote + "." + hint(status));
    }

    private String unauthorized(int status, String quote) {
        var key = settings.key();
        if (key == null || settings.authStyle() == AuthStyle.NONE)
            return where() + " wants a key (" + status + ")" + quote
                    + ". Name one with key and auth_style of the provider.";
        return where() + " refused the key " + key + " (" + status + ")" + quote
                + ". Put a valid one into the environment or into " + secrets.file() + "; it counts without a restart.";
    }

    private static String hint(int status) {
        return status == 404 ? " Check the model's name and base_url." : "";
    }

    private String where() {
        return "The provider " + settings.name() + " at " + settings.baseUrl();
    }

    /** Foreign text as one bounded line without anything that is or looks like a key. */
    private String sentence(String text) {
        var bounded = text.length() > 4 * SENTENCE_CHARS_MAX ? text.substring(0, 4 * SENTENCE_CHARS_MAX) : text;
        for (var name : secretNames()) bounded = redacted(name, bounded);
        bounded = LOOKS_LIKE_A_KEY.matcher(bounded).replaceAll(Secret.MASK);
        bounded = bounded.replaceAll("[\\p{Cntrl}\\s]+", " ").strip().replaceAll("\\.+$", "");
        return bounded.length() > SENTENCE_CHARS_MAX ? bounded.substring(0, SENTENCE_CHARS_MAX) + "…" : bounded;
    }

    private String redacted(String name, String text) {
        try {
            return secrets.find(name).map(secret -> secret.redactIn(text)).orElse(text);
        } catch (Problem problem) {
            return text;
        }
    }

    private List<String> secretNames() {
        var names = new ArrayList<String>();
        var key = settings.key();
        if (key != null) names.add(key);
        for (var value : settings.headers().values())
            if (value instanceof HeaderValue.FromSecret(var secretName)) names.add(secretName);
        return names;
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
