package dev.daemion.substrate.execution.model.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.call.Call;
import dev.daemion.substrate.execution.model.call.HttpTransport;
import dev.daemion.substrate.execution.model.call.ModelWire;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Chat completions as a stream of events: OpenAI, Ollama, LM Studio, llama.cpp, vLLM, OpenRouter and their like. Each
 * {@code data} line is one chunk; comments are only signs of life. The end is {@code [DONE]}, or the end of the stream
 * after a finish reason; anything else is a cut.
 */
public final class OpenAiWire implements ModelWire {
    /** Reads what others wrote: lenient about duplicates, strict about depth; money stays exact. */
    static final JsonMapper JSON = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(200)
                            .maxStringLength(8 * 1024 * 1024)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final HttpTransport transport;
    private final ProviderAccess provider;

    public OpenAiWire(HttpTransport transport, ProviderAccess provider) {
        this.transport = transport;
        this.provider = provider;
    }

    @Override
    public ModelEvent.Completed exchange(ModelRequest request, Call call, Consumer<ModelEvent> deltas) {
        var baseUrl = provider.settings().baseUrl();
        var body = OpenAiRequest.of(request, baseUrl).toString().getBytes(StandardCharsets.UTF_8);
        try (var exchange = transport.stream(provider, path(provider, "/chat/completions"), Map.of(), body, call)) {
            var answer = new OpenAiAnswer(provider, deltas, "call_" + request.callIdSuffix() + "_");
            for (var line = exchange.line(); line != null; line = exchange.line()) {
                if (!line.startsWith("data:")) continue;
                var data = line.substring("data:".length()).strip();
                if (data.equals("[DONE]")) {
                    exchange.finished();
                    return answer.completed();
                }
                if (!data.isEmpty()) answer.accept(json(data));
            }
            if (answer.isFinished()) return answer.completed();
            throw provider.cut();
        }
    }

    /** Below the base address; {@code /v1} where it has no path of its own. */
    static String path(ProviderAccess provider, String path) {
        var base = provider.settings().baseUrl().getPath();
        return base == null || base.isEmpty() || base.equals("/") ? "/v1" + path : path;
    }

    private JsonNode json(String data) {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            throw provider.garbled("a chunk that is no JSON");
        }
    }
}
