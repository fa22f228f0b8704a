package dev.daemion.substrate.execution.model.builtin;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.run.Usage;
import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/**
 * The agent that needs no model: deterministic, without network, free of cost. It reads the last thing the user said,
 * uses the tools that the call offers and composes an answer from their results; it answers whatever it is given, but
 * in a job, where nobody reads along, it fails with MODEL_REFUSED when it does not understand.
 */
public final class BuiltInModelClient implements ModelClient {
    private static final int STEPS_MAX = 3;
    private static final int ANSWER_CHARS_MAX = 24_000;

    private final Clock clock;
    private final @Nullable String standInReason;

    /**
     * @param clock for what day it is; its zone is the user's
     * @param standInReason why it answers in place of a model, one sentence; null when it was chosen
     */
    public BuiltInModelClient(Clock clock, @Nullable String standInReason) {
        this.clock = clock;
        this.standInReason = standInReason;
    }

    @Override
    public Source<ModelEvent, NotUsed> stream(ModelRequest request) {
        return Source.lazySource(() -> Source.from(answer(request)))
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private List<ModelEvent> answer(ModelRequest request) {
        var at = Surroundings.of(request, clock, standInReason);
        return switch (step(at, request.isAttended())) {
            case Step.Say(var markdown) -> say(markdown, at);
            case Step.Use(var tool, var input) -> {
                // Unique within the thread, and the same again when a run is taken up after a restart.
                var id = "builtin_" + request.callIdSuffix();
                yield List.of(
                        new ModelEvent.ToolInputDelta(id, tool, input.toString()),
                        completed(List.of(new ReplyBlock.ToolUse(id, tool, input)), ModelEvent.StopReason.TOOL_USE));
            }
        };
    }

    private static Step step(Surroundings at, boolean isAttended) {
        var request = Words.plain(at.question());
        if (request.isBlank()) return new Step.Say(Phrases.GREETING);
        for (var intent : Intents.ALL) {
            var words = intent.match(request);
            if (words.isEmpty()) continue;
            if (at.answers().isEmpty()) return intent.plan().apply(words.get(), at);
            if (at.answers().size() >= STEPS_MAX) return new Step.Say(Answers.show(words.get(), at));
            return intent.next().apply(words.get(), at);
        }
        if (!isAttended) {
            // Delivered as a result it would be told again and again, and nobody would look for what is wrong.
            throw new Problem(ProblemCode.MODEL_REFUSED, Phrases.needsModel(at));
        }
        return new Step.Say(Phrases.cannot(at));
    }

    private static List<ModelEvent> say(String markdown, Surroundings at) {
        var reason = at.standInReason();
        var marked = reason == null ? markdown : Phrases.standIn(reason) + markdown;
        var text = Answers.cut(marked.isBlank() ? "There is nothing to show." : marked, ANSWER_CHARS_MAX);
        var events = new ArrayList<ModelEvent>();
        var start = 0;
        for (var i = 1; i <= text.length(); i++) {
            var isWordEnd = i == text.length()
                    || (Character.isWhitespace(text.charAt(i - 1)) && !Character.isWhitespace(text.charAt(i)));
            if (!isWordEnd) continue;
            events.add(new ModelEvent.TextDelta(text.substring(start, i)));
            start = i;
        }
        events.add(completed(List.of(new ReplyBlock.Text(text)), ModelEvent.StopReason.END));
        return events;
    }

    private static ModelEvent completed(List<ReplyBlock> blocks, ModelEvent.StopReason reason) {
        return new ModelEvent.Completed(blocks, reason, Usage.NONE, BigDecimal.ZERO);
    }
}
