package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ModelMessage.ToolAnswer;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the built-in agent sees of one call: the question, what tools answered since, and the tools at hand.
 *
 * @param question the last thing the user said, with what it answers put in: see {@link FollowUp}
 * @param answers what tools answered since then, oldest first
 * @param standInReason why it answers in place of a model; null when it was chosen
 */
record Surroundings(
        String question,
        List<ToolAnswer> answers,
        List<ToolSpec> tools,
        Clock clock,
        @Nullable String standInReason) {

    static Surroundings of(ModelRequest request, Clock clock, @Nullable String standInReason) {
        var question = "";
        var lastAnswer = "";
        var answers = new ArrayList<ToolAnswer>();
        for (var message : request.messages()) {
            switch (message) {
                case ModelMessage.FromUser user -> {
                    question = FollowUp.complete(lastAnswer, user.text()).orElse(user.text());
                    answers.clear();
                }
                case ModelMessage.FromTools results -> answers.addAll(results.answers());
                case ModelMessage.FromModel model -> lastAnswer = said(model);
            }
        }
        return new Surroundings(question, List.copyOf(answers), request.tools(), clock, standInReason);
    }

    private static String said(ModelMessage.FromModel model) {
        return model.blocks().stream()
                .filter(ReplyBlock.Text.class::isInstance)
                .map(block -> ((ReplyBlock.Text) block).text())
                .collect(Collectors.joining("\n"));
    }

    /** The latest answer of a tool; there is one whenever a next step is asked for. */
    ToolAnswer latest() {
        return answers.getLast();
    }

    LocalDate today() {
        return LocalDate.now(clock);
    }

    Optional<ToolSpec> tool(String name) {
        return tools.stream().filter(t -> t.name().equals(name)).findFirst();
    }

    /**
     * A use of the tool, or the sentence that it is not at hand.
     *
     * @param arguments name and value in turn; a name may list what a tool may call it ({@code path|file_path}); empty
     *     values are left out
     */
    Step use(String name, Object... arguments) {
        var tool = tool(name);
        if (tool.isEmpty()) return new Step.Say(Phrases.toolAbsent(name));
        var input = JsonNodeFactory.instance.objectNode();
        for (var i = 0; i + 1 < arguments.length; i += 2)
            put(input, tool.get(), String.valueOf(arguments[i]), arguments[i + 1]);
        return new Step.Use(name, input);
    }

    private static void put(ObjectNode input, ToolSpec tool, String names, Object value) {
        var known = tool.inputSchema().path("properties");
        var candidates = List.of(names.split("\\|", -1));
        var name = candidates.stream().filter(known::has).findFirst();
        if (name.isEmpty() && !known.isEmpty() && value instanceof Integer) return;
        var key = name.orElse(candidates.getFirst());
        if (value instanceof Integer number) input.put(key, number);
        else input.put(key, String.valueOf(value));
    }
}
