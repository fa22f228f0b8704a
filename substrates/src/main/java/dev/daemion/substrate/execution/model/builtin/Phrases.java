package dev.daemion.substrate.execution.model.builtin;

import java.util.stream.Collectors;

/** What the built-in agent says in its own words. */
final class Phrases {
    private Phrases() {}

    static final String CONNECT = """
        To connect a model, do one of these; it counts at once, without a restart:

        - **Anthropic**: put `ANTHROPIC_API_KEY=…` into the file `secrets` in Daemion's home (mode 0600), or set it \
        in the environment before the start.
        - **Ollama**: set `OLLAMA_HOST=http://127.0.0.1:11434`, or name it under `providers` in `config.yaml`.
        - **Any OpenAI-compatible endpoint** (OpenAI, LM Studio, llama.cpp, vLLM, OpenRouter): `OPENAI_BASE_URL` and, \
        where it wants one, `OPENAI_API_KEY`.

        Then choose a model for the thread, for example `sonnet` or `ollama/llama3.2`.\
        """;

    static final String GREETING = "Hello! I am Daemion's built-in agent: I work without any model. Ask me about your "
            + "threads, files, status or costs, or say **help** to see what I understand.";

    static final String WHO = "I am the built-in agent of Daemion. I answer without any model and without the network, "
            + "through the same tools, approvals and limits as a model. What I cannot do I say. **help** lists what I "
            + "understand; **how do I connect a model** tells how to have a real one.";

    static final String MODES = "A thread is in one of two modes. In **plan** (the default) only tools that change"
        + " nothing may run, and changes are proposed. In **act** tools may also write and run commands, and what is"
        + " risky asks you first. Switch it with the mode button of the thread, or with `PATCH /threads/:id {\"mode\":"
        + " \"act\"}`; I cannot switch it for you, because that decision is yours.";

    static final String STOP = "Use the stop button of the thread or `daemion stop` for the whole gateway. A stopped "
            + "answer keeps what was written so far, and no further tool starts.";

    static String toolAbsent(String tool) {
        return "I would need the tool `" + tool + "` for that, and it is not available here: the thread may be in plan"
                + " mode, in which nothing is changed, or a policy denies it. Switch"
                + " the thread to act mode, or allow the tool, and ask again.";
    }

    static String help() {
        var examples = Intents.ALL.stream()
                .filter(intent -> !intent.example().isEmpty())
                .map(intent -> "- " + intent.example())
                .collect(Collectors.joining("\n"));
        return "I am the built-in agent and understand plain sentences like these:\n\n" + examples
                + "\n\nFor everything else connect a model: ask **how do I connect a model**.";
    }

    /** The honest answer to what was not understood. */
    static String cannot(Surroundings at) {
        var reason = at.standInReason();
        return "That is beyond me: I am the built-in agent and understand only requests about Daemion's own work"
                + (reason == null ? "" : " (I answer because " + lowerFirst(reason) + ")")
                + ". Say **help** for what I understand.\n\n" + CONNECT;
    }

    /** Of a job that asks for more than sentences about Daemion's own work. */
    static String needsModel(Surroundings at) {
        var reason = at.standInReason();
        return "The job asks for something that needs a model, and the built-in agent works on it"
                + (reason == null ? "" : " because " + lowerFirst(reason).replaceAll("\\.$", ""))
                + ". Connect a model (ask: how do I connect a model), or let the job call tools directly.";
    }

    static String standIn(String reason) {
        return "> The built-in agent answers in place of a model: " + reason + "\n\n";
    }

    private static String lowerFirst(String sentence) {
        if (sentence.length() < 2 || Character.isUpperCase(sentence.charAt(1))) return sentence.replaceAll("\\.$", "");
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1).replaceAll("\\.$", "");
    }
}
