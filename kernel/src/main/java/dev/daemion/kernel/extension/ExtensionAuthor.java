package dev.daemion.kernel.extension;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import org.jspecify.annotations.Nullable;

/**
 * Who wants a change, as the kernel knows it; never taken from a model's words.
 *
 * @param source decides whether the change needs an approval: what agents and imports bring does
 * @param by name of the device, the agent, or {@code seeds}
 * @param agentId name of the agent, null unless an agent made it
 * @param runId the run in which it was made, else null
 * @param threadId where its card is shown, else null
 */
public record ExtensionAuthor(
        ExtensionSource source,
        String by,
        @Nullable String agentId,
        @Nullable RunId runId,
        @Nullable ThreadId threadId) {
    public static ExtensionAuthor person(String device) {
        return new ExtensionAuthor(ExtensionSource.USER, device, null, null, null);
    }

    public static ExtensionAuthor agent(String agentId, @Nullable RunId runId, @Nullable ThreadId threadId) {
        return new ExtensionAuthor(ExtensionSource.AGENT, agentId, agentId, runId, threadId);
    }

    /** True when a person has to agree before it takes part. */
    public boolean needsApproval() {
        return switch (source) {
            case AGENT, COMMUNITY -> true;
            case USER, BUILT_IN -> false;
        };
    }
}
