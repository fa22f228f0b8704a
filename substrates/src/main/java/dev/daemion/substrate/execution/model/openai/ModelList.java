package dev.daemion.substrate.execution.model.openai;

import dev.daemion.substrate.execution.model.call.HttpTransport;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Asks an OpenAI-compatible server which models it has ({@code GET /v1/models}). Blocking, for virtual threads. */
public final class ModelList {
    private static final int MODELS_MAX = 100;
    private static final int BYTES_MAX = 2 * 1024 * 1024;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern NOT_FOR_CHAT = Pattern.compile(
            ".*(embed|rerank|whisper|tts|dall-e|moderation|transcribe|realtime|image|audio|bge-|davinci|babbage).*",
            Pattern.CASE_INSENSITIVE);

    private ModelList() {}

    /**
     * Names of models that can chat, in the server's order, at most {@value #MODELS_MAX}.
     *
     * @throws dev.daemion.substrate.execution.model.call.WireFailure when the server cannot be asked
     */
    public static List<String> ask(HttpTransport transport, ProviderAccess provider) {
        var bytes = transport.get(provider, OpenAiWire.path(provider, "/models"), BYTES_MAX, TIMEOUT);
        var names = new ArrayList<String>();
        try {
            var answer = OpenAiWire.JSON.readTree(bytes);
            for (var model : answer.isArray() ? answer : answer.path("data")) {
                var name = model.path("id").asText("");
                var isUsable = !name.isBlank()
                        && name.length() <= 200
                        && !NOT_FOR_CHAT.matcher(name).matches();
                if (isUsable && names.size() < MODELS_MAX) names.add(name);
            }
        } catch (IOException e) {
            throw provider.garbled("a list of models that is no JSON");
        }
        return List.copyOf(names);
    }
}
