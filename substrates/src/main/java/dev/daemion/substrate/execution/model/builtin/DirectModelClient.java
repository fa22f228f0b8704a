package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.template.PromptTemplate;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.DirectStep;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ModelMessage.ToolAnswer;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Carries out the steps that an extension has written down, one tool call after the other, where a model would decide:
 * so the same tools, questions, limits and restarts hold for them. Which step comes next is read off what has been
 * answered. A step that fails ends it with MALFORMED or TOOL_DENIED and a sentence that names the step.
 */
public final class DirectModelClient implements ModelClient {
    private static final int ANSWER_CHARS_MAX = 24_000;
    private static final int ROWS_MAX = 100;
    private static final int SENTENCE_CHARS_MAX = 600;

    private final Assignment assignment;

    public DirectModelClient(Assignment assignment) {
        this.assignment = assignment;
    }

    @Override
    public Source<ModelEvent, NotUsed> stream(ModelRequest request) {
        return Source.lazySource(() -> source(request)).mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private Source<ModelEvent, NotUsed> source(ModelRequest request) {
        try {
            return Source.from(answer(request));
        } catch (Problem problem) {
            return Source.failed(problem);
        }
    }

    private List<ModelEvent> answer(ModelRequest request) {
        var answers = new ArrayList<ToolAnswer>();
        for (var message : request.messages()) {
            if (message instanceof ModelMessage.FromTools results) {
                answers.addAll(results.answers());
            }
        }
        if (!answers.isEmpty() && answers.getLast().isError()) {
            throw failed(answers);
        }
        if (answers.size() < assignment.steps().size()) {
            var step = assignment.steps().get(answers.size());
            var use = new ReplyBlock.ToolUse(
                    "direct_" + request.callIdSuffix(), step.tool(), input(step, answers.size(), values(answers)));
            return List.of(completed(use, ModelEvent.StopReason.TOOL_USE));
        }
        var text = shown(answers.getLast());
        return List.of(new ModelEvent.TextDelta(text), completed(new ReplyBlock.Text(text), ModelEvent.StopReason.END));
    }

    private Problem failed(List<ToolAnswer> answers) {
        var last = answers.getLast();
        return new Problem(
                ProblemCode.TOOL_DENIED,
                "step " + answers.size() + " of " + assignment.steps().size() + " (" + last.tool() + ") failed: "
                        + Answers.cut(last.output().strip(), SENTENCE_CHARS_MAX));
    }

    /** What a step's texts may name: the variables, and what earlier steps gave, by their name and in order. */
    private Map<String, Object> values(List<ToolAnswer> answers) {
        var values = new HashMap<String, Object>();
        if (Json.stored().convertValue(assignment.variables(), Object.class) instanceof Map<?, ?> given) {
            given.forEach((name, value) -> values.put(String.valueOf(name), value));
        }
        var results = new HashMap<String, Object>();
        for (int i = 0; i < answers.size(); i++) {
            var as = assignment.steps().get(i).as();
            if (as != null) {
                var result = parsed(answers.get(i).output());
                values.put(as, result);
                results.put(as, result);
            }
        }
        values.put("steps", results);
        values.put("previous", answers.isEmpty() ? "" : answers.getLast().output());
        return values;
    }

    /** JSON can be looked into by name; everything else is a text. */
    private static Object parsed(String output) {
        var text = output.strip();
        if (!text.startsWith("{")) {
            return output;
        }
        try {
            var members = new HashMap<String, Object>();
            if (Json.stored().readValue(text, Object.class) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> members.put(String.valueOf(name), value));
            }
            return members;
        } catch (JsonProcessingException e) {
            return output;
        }
    }

    private static JsonNode input(DirectStep step, int index, Map<String, Object> values) {
        try {
            if (!isShell(step)) {
                return rendered(step.with(), values);
            }
            ShellWords.requireBare(step.with().path("command").asText());
            return rendered(step.with(), ShellWords.quoted(values));
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    ProblemCode.MALFORMED,
                    "step " + (index + 1) + " (" + step.tool() + ") cannot be made: " + e.getMessage());
        }
    }

    /**
     * What is put into a command line is one word of it, whatever it holds: a file's name is not a command. Only a line
     * that a person typed whole stands as it is.
     */
    private static boolean isShell(DirectStep step) {
        return step.tool().equals("Bash")
                && !step.with().path("command").asText().strip().equals("{{input.text}}");
    }

    private static JsonNode rendered(JsonNode node, Map<String, Object> values) {
        return switch (node) {
            case ObjectNode object -> {
                var copy = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(member -> {
                    var value = rendered(member.getValue(), values);
                    // An optional argument nobody gave is left out, as if it were not written down.
                    boolean isNothing = value.isTextual()
                            && value.textValue().isBlank()
                            && member.getValue().textValue().contains("{{");
                    if (!isNothing) {
                        copy.set(member.getKey(), value);
                    }
                });
                yield copy;
            }
            case ArrayNode array -> {
                var copy = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> copy.add(rendered(element, values)));
                yield copy;
            }
            default ->
                node.isTextual() && node.textValue().contains("{{")
                        ? JsonNodeFactory.instance.textNode(
                                PromptTemplate.of(node.textValue()).render(values))
                        : node;
        };
    }

    /** Tools of the kernel answer people; what files and programs say stands as it is. */
    private static String shown(ToolAnswer answer) {
        var text = answer.output().strip();
        if (Character.isUpperCase(answer.tool().charAt(0)) && !text.isEmpty()) {
            return Answers.fence(Answers.cut(text, ANSWER_CHARS_MAX));
        }
        if (text.isEmpty()) {
            return "Done.";
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            try {
                if (answer.tool().equals("list_threads")) {
                    return Answers.cut(Answers.threads(Json.stored().readTree(text)), ANSWER_CHARS_MAX);
                }
                return Answers.cut(Markdown.of(Json.stored().readTree(text), ROWS_MAX), ANSWER_CHARS_MAX);
            } catch (JsonProcessingException e) {
                return Answers.cut(text, ANSWER_CHARS_MAX);
            }
        }
        return Answers.cut(text, ANSWER_CHARS_MAX);
    }

    private static ModelEvent completed(ReplyBlock block, ModelEvent.StopReason reason) {
        return new ModelEvent.Completed(List.of(block), reason, Usage.NONE, BigDecimal.ZERO);
    }
}
