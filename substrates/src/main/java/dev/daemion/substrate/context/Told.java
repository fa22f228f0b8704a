package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunRequest;
import java.util.ArrayList;
import java.util.List;

/** The conversation as an agent is told it: a command's prompt stands where the thread shows what was typed. */
final class Told {
    private Told() {}

    static List<TurnView> of(RunRequest request, List<TurnView> history) {
        var assignment = request.assignment();
        if (request.kind() == RunKind.JOB) {
            // A job begins afresh each time: what it is to know it is given.
            return List.of(question(request));
        }
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

    private static TurnView question(RunRequest request) {
        var assignment = request.assignment();
        var prompt = assignment == null || assignment.prompt() == null ? request.content() : assignment.prompt();
        return new TurnView(
                request.turnId(),
                request.threadId(),
                request.agentId(),
                Role.USER,
                prompt,
                List.of(new Part.Text(prompt)),
                null,
                null,
                request.id(),
                request.requestedAt(),
                TurnStatus.COMPLETE);
    }
}
