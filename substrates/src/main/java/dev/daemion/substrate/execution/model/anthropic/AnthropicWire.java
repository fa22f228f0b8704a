package dev.daemion.substrate.execution.model.anthropic;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientImpl;
import com.anthropic.core.ClientOptions;
import com.anthropic.core.LogLevel;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.messages.MessageCreateParams;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.call.Call;
import dev.daemion.substrate.execution.model.call.HttpTransport;
import dev.daemion.substrate.execution.model.call.ModelWire;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import dev.daemion.substrate.execution.model.call.WireFailure;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic messages (platform.claude.com/docs/en/api/messages-streaming) through the official SDK: its types, its JSON
 * and its reading of the stream. The SDK's own transport, retries, logging and search for credentials are not used.
 */
public final class AnthropicWire implements ModelWire {
    private final ProviderAccess provider;
    private final AnthropicClient sdk;

    public AnthropicWire(HttpTransport transport, ProviderAccess provider) {
        this.provider = provider;
        this.sdk = new AnthropicClientImpl(ClientOptions.builder()
                .httpClient(new SdkTransport(transport, provider))
                .baseUrl(ProviderSettings.ANTHROPIC_URL.toString())
                .maxRetries(0)
                .logLevel(LogLevel.OFF)
                .openTelemetry(false)
                .build());
    }

    @Override
    public ModelEvent.Completed exchange(ModelRequest request, Call call, Consumer<ModelEvent> deltas) {
        var slot = new SdkTransport.Slot(call);
        return ScopedValue.where(SdkTransport.SLOT, slot).call(() -> read(AnthropicRequest.of(request), slot, deltas));
    }

    private ModelEvent.Completed read(MessageCreateParams params, SdkTransport.Slot slot, Consumer<ModelEvent> deltas) {
        try (var stream = sdk.messages().createStreaming(params)) {
            var answer = new AnthropicAnswer(provider, deltas);
            for (var event : stream) {
                answer.accept(event);
                if (!event.isMessageStop()) continue;
                var completed = answer.completed();
                if (slot.exchange != null) slot.exchange.finished();
                return completed;
            }
            throw provider.cut();
        } catch (AnthropicException e) {
            throw failure(e, slot);
        }
    }

    private WireFailure failure(AnthropicException e, SdkTransport.Slot slot) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof WireFailure failure) return failure;
            if (cause instanceof JsonProcessingException) return provider.garbled("an event that is no JSON");
            if (cause instanceof IOException broken && slot.exchange != null) return slot.exchange.failure(broken);
        }
        // With our transport below, an error with a status is one that came as an event of the stream.
        if (e instanceof AnthropicServiceException said) return inStream(said);
        return provider.garbled("events that the SDK cannot read");
    }

    private WireFailure inStream(AnthropicServiceException e) {
        var body = e.body().convert(JsonNode.class);
        var error = body == null ? null : body.path("error");
        if (error == null || !error.path("type").isTextual()) return provider.garbled("an error without a type");
        var said = error.path("message").asText("");
        return switch (error.path("type").asText()) {
            case "overloaded_error" -> provider.refused(529, said, null);
            case "rate_limit_error" -> provider.refused(429, said, null);
            case "api_error", "timeout_error" -> provider.refused(500, said, null);
            case "authentication_error", "permission_error" -> provider.refused(401, said, null);
            case "not_found_error" -> provider.refused(404, said, null);
            default -> provider.refused(400, said, null);
        };
    }
}
