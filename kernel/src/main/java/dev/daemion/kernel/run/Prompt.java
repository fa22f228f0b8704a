package dev.daemion.kernel.run;

import dev.daemion.kernel.conversation.TurnView;
import java.util.List;

/**
 * What an agent is told before it answers.
 *
 * @param system who it is, what it may do, where it is; the same for every call of a run
 * @param history the turns that fit, oldest first, from a user turn to the question itself
 */
public record Prompt(String system, List<TurnView> history) {
    public Prompt {
        history = List.copyOf(history);
    }
}
