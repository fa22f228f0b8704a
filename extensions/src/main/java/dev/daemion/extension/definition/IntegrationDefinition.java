package dev.daemion.extension.definition;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A connection to something outside, by its {@code kind}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = IntegrationDefinition.Mcp.class, name = "mcp"),
    @JsonSubTypes.Type(value = IntegrationDefinition.Http.class, name = "http"),
    @JsonSubTypes.Type(value = IntegrationDefinition.Webhook.class, name = "webhook"),
})
public sealed interface IntegrationDefinition {
    /**
     * A Model Context Protocol server: by command (stdio) or by address (streamable HTTP), never both.
     *
     * @param command program and arguments; empty when it has an address
     * @param env variables of that program besides a small base
     * @param directory where it starts; null for the workspace
     * @param url its address; null when it has a command
     * @param headers sent to that address
     * @param tools names or globs of its tools that are offered; null for all
     * @param timeoutSeconds longest call, 1 to 3600, default 60
     */
    record Mcp(
            List<String> command,
            Map<String, Text> env,
            @Nullable String directory,
            @Nullable String url,
            Map<String, Text> headers,
            @Nullable List<String> tools,
            Integer timeoutSeconds)
            implements IntegrationDefinition {
        public static final int TIMEOUT_SECONDS_DEFAULT = 60;

        public Mcp {
            command = command == null ? List.of() : List.copyOf(command);
            env = copy(env);
            headers = copy(headers);
            tools = tools == null ? null : List.copyOf(tools);
            timeoutSeconds = timeoutSeconds == null ? TIMEOUT_SECONDS_DEFAULT : timeoutSeconds;
        }
    }

    /**
     * Named endpoints of a web service.
     *
     * @param baseUrl what the endpoints' URLs are relative to; null when all are absolute
     * @param headers of every request
     */
    record Http(@Nullable String baseUrl, Map<String, Text> headers, Map<String, Endpoint> endpoints)
            implements IntegrationDefinition {
        public Http {
            headers = copy(headers);
            endpoints = new LinkedHashMap<>(endpoints);
        }
    }

    /**
     * @param method upper case
     * @param url template over its parameters, absolute or below the base; its host is fixed
     * @param description what it does, for agents; null when its name says it
     * @param headers beside those of every request, and before them
     * @param params names of its parameters; null means those the templates name
     * @param body template over its parameters; null for none
     * @param timeoutSeconds longest wait, 1 to 300, default 30
     */
    record Endpoint(
            String method,
            String url,
            @Nullable String description,
            Map<String, Text> headers,
            @Nullable List<String> params,
            @Nullable String body,
            Integer timeoutSeconds) {
        public static final int TIMEOUT_SECONDS_DEFAULT = 30;

        public Endpoint {
            headers = copy(headers);
            params = params == null ? null : List.copyOf(params);
            timeoutSeconds = timeoutSeconds == null ? TIMEOUT_SECONDS_DEFAULT : timeoutSeconds;
        }
    }

    /**
     * An address that others call.
     *
     * @param secret name of the secret that signs what arrives
     * @param header that carries the signature, default {@code X-Hub-Signature-256}
     * @param event name of the event it becomes; null for the integration's own name
     */
    record Webhook(
            String secret,
            @Nullable String header,
            @Nullable String event) implements IntegrationDefinition {}

    /**
     * A value, or the name of the secret that holds it: exactly one of them.
     *
     * @param value as written; null for a secret
     * @param secret its name; null for a plain value
     */
    record Text(@Nullable String value, @Nullable String secret) {
        public Text {
            if ((value == null) == (secret == null)) {
                throw new IllegalArgumentException("either a value or the name of a secret");
            }
        }

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Text of(JsonNode node) {
            return node.isTextual()
                    ? new Text(node.textValue(), null)
                    : new Text(null, Objects.requireNonNull(node.path("secret").textValue(), "secret"));
        }
    }

    private static Map<String, Text> copy(@Nullable Map<String, Text> texts) {
        return texts == null ? Map.of() : Map.copyOf(texts);
    }
}
