package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.run.RunRequest;
import java.util.ArrayList;
import java.util.List;

/** The conversation as an agent is told it: a command's prompt stands where the thread shows what was typed. */
final class Told {
    private Told() {}

    static List<TurnView> of(RunRequest request, List<TurnView> history) {
        var assignment = request.assignment();
        if (assignment == null || assignment.prompt() == null || history.isEmpty()) {
            return history;
        }
        var told = new ArrayList<>(history);
        var question = told.getLast();
        if (question.id().equals(request.turnId())) {
            told.set(told.size() - 1, question.saying(assignment.prompt()));
        }
        return told;
    }
}
