package dev.daemion.substrate.execution.model;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.util.List;

/**
 * One call of a model.
 *
 * @param model the provider's own name of the model
 * @param system who the agent is and what it may do; stable over the calls of a run, so that a provider can cache it
 * @param messages never empty; the first is from the user, every tool call is answered by the message after it
 * @param outputTokensMax at least 1
 * @param isAttended a person waits for the answer; false for a job
 */
public record ModelRequest(
        RunId runId,
        ThreadId threadId,
        String model,
        String system,
        List<ModelMessage> messages,
        List<ToolSpec> tools,
        int outputTokensMax,
        boolean isAttended) {
    public ModelRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    public ModelRequest withModel(String other) {
        return new ModelRequest(runId, threadId, other, system, messages, tools, outputTokensMax, isAttended);
    }

    public ModelRequest withOutputTokensMax(int other) {
        return new ModelRequest(runId, threadId, model, system, messages, tools, other, isAttended);
    }

    /**
     * For ids of tool calls that a provider gave none: tells apart runs and the calls within one, and is the same when
     * the same call is made again.
     */
    public String callIdSuffix() {
        var run = runId.value();
        return run.substring(run.length() - 8) + "_" + messages.size();
    }
}
