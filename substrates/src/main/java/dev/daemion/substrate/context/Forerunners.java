package dev.daemion.substrate.context;

import dev.daemion.extension.definition.JobDefinition;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.protocol.TriggerProtocol.Heard;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks for what jobs that run before an answer have to say to it.
 *
 * @param isAny whether there are such jobs; else nobody is asked
 */
record Forerunners(ThreadDoor door, boolean isAny) {
    CompletionStage<List<Heard>> heard(RunRequest request, List<TurnView> turns) {
        var question = question(request, turns);
        if (question.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        var said = new TriggerProtocol.Said(
                request.threadId(), request.turnId(), question.get().content());
        return door.asks()
                .withTimeout(door.asks().timeout().plus(TriggerProtocol.BEFORE_MAX))
                .ask(door.refs().trigger(), replyTo -> new TriggerProtocol.Before(said, replyTo));
    }

    /** Empty when no job could run before its answer; a command is none of what was said. */
    private Optional<TurnView> question(RunRequest request, List<TurnView> turns) {
        return request.kind() == RunKind.CHAT && request.assignment() == null && isAny
                ? turns.stream()
                        .filter(turn -> turn.id().equals(request.turnId()))
                        .findFirst()
                : Optional.empty();
    }

    static boolean isAny(Catalog catalog) {
        return catalog.ofType(ExtensionType.JOB).anyMatch(JobDefinition::runsBefore);
    }
}
