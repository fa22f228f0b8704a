package dev.daemion.kernel.provider;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which wire a provider speaks. */
public enum ProviderKind {
    /** Anthropic messages. */
    ANTHROPIC,
    /** OpenAI chat completions, as OpenAI, Ollama, LM Studio, llama.cpp, vLLM and OpenRouter speak it. */
    OPENAI;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
