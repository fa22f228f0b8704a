package dev.daemion.kernel.run;

import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run that is to be carried out: it answers a user turn, or does a job's work.
 *
 * @param turnId the user turn it answers; for a job an id of its own
 * @param answerId the assistant turn it will produce; known from the start because the stream names it
 * @param content what the user said
 * @param agentId name of the agent
 * @param model the user's choice; null means by limits and agent
 * @param mode the mode in force
 * @param attachments what the user gave along
 * @param assignment the extension's content it carries out; null when an agent answers what was said
 */
public record RunRequest(
        RunId id,
        RunKind kind,
        ThreadId threadId,
        TurnId turnId,
        TurnId answerId,
        String content,
        List<Part.Attachment> attachments,
        String agentId,
        @Nullable String model,
        String mode,
        @Nullable Assignment assignment,
        Instant requestedAt) {
    public RunRequest {
        attachments = List.copyOf(attachments);
    }

    /** What started it: {@code message}, {@code command}, or how a job was fired. */
    public String trigger() {
        return assignment == null ? "message" : assignment.trigger();
    }
}
