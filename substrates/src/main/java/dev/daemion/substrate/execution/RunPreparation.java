package dev.daemion.substrate.execution;

import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.protocol.ContextProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.TriggerProtocol;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.Prompt;
import dev.daemion.kernel.run.RunRequest;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ModelRegistry.ModelChoice;
import dev.daemion.substrate.execution.model.builtin.DirectModelClient;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What a run needs before its first model call: the prompt, the model, the tools it is offered, and the outputs the
 * journal keeps only in part.
 */
record RunPreparation(RunId id, RunServices services) {
    /** How runs without a model name who answers. */
    private static final String DIRECT = "direct";

    private static final int DIRECT_OUTPUT_TOKENS_MAX = 1;

    record Ready(Prompt prompt, Map<String, String> outputs, ModelChoice choice, List<ToolSpec> tools, Frame frame) {}

    /**
     * Everything the model is told besides the messages.
     *
     * @param hash under which it is stored
     * @param length its characters
     */
    record Frame(String hash, int length) {}

    CompletionStage<Ready> prepare(RunState.Open open) {
        var started = open.started();
        var assignment = started.assignment();
        if (assignment != null && assignment.isDirect()) {
            return wholeOutputs(open).thenCompose(outputs -> direct(started, assignment, outputs));
        }
        return prompt(started)
                .thenCombine(wholeOutputs(open), Told::new)
                .thenComposeAsync(
                        told -> {
                            var choice =
                                    services.models().resolve(started.limits().model());
                            var tools = offered(started);
                            return storeFrame(told.prompt(), choice, tools)
                                    .thenApply(frame -> new Ready(told.prompt(), told.outputs(), choice, tools, frame));
                        },
                        services.blocking());
    }

    /** Steps without a model: nothing is told to anybody, and nothing is offered but what is written down. */
    private CompletionStage<Ready> direct(
            RunEvent.Started started, Assignment assignment, Map<String, String> outputs) {
        var question = new TurnView(
                started.turnId(),
                started.threadId(),
                started.agentId(),
                Role.USER,
                "",
                List.of(),
                null,
                null,
                id,
                started.at(),
                TurnStatus.COMPLETE);
        var choice = new ModelChoice(
                DIRECT, DIRECT, DIRECT, new DirectModelClient(assignment), null, DIRECT_OUTPUT_TOKENS_MAX, null);
        var prompt = new Prompt("", List.of(question));
        return storeFrame(prompt, choice, List.of())
                .thenApply(frame -> new Ready(prompt, outputs, choice, List.of(), frame));
    }

    private record Told(Prompt prompt, Map<String, String> outputs) {}

    private CompletionStage<Prompt> prompt(RunEvent.Started started) {
        // The question's content is read back from the thread, like every other turn.
        var request = new RunRequest(
                id,
                started.kind(),
                started.threadId(),
                started.turnId(),
                started.answerId(),
                "",
                List.of(),
                started.agentId(),
                null,
                started.mode(),
                started.assignment(),
                started.at());
        // Jobs may have to run before the answer.
        return services.asks()
                .withTimeout(services.asks().timeout().plus(TriggerProtocol.BEFORE_MAX))
                .ask(services.refs().context(), replyTo -> new ContextProtocol.Assemble(request, replyTo));
    }

    private CompletionStage<Map<String, String>> wholeOutputs(RunState.Open open) {
        CompletionStage<Map<String, String>> all = CompletableFuture.completedStage(new HashMap<>());
        for (var exchange : open.exchanges()) {
            for (var result : exchange.results()) {
                if (result.outputHash() != null) {
                    all = all.thenCombine(blob(result.outputHash()), (outputs, whole) -> {
                        outputs.put(result.toolCallId(), whole);
                        return outputs;
                    });
                }
            }
        }
        return all;
    }

    private CompletionStage<String> blob(String hash) {
        return services.asks()
                .ask(
                        services.refs().storage(),
                        replyTo -> new StorageProtocol.Read<>(new StorageQuery.Blob(hash), replyTo));
    }

    /** A model is not even offered what its agent and the mode leave out. */
    private List<ToolSpec> offered(RunEvent.Started started) {
        var scope = services.scopes().apply(id, started);
        return services.policy().offered(services.tools().specs(), scope);
    }

    /** Everything besides the messages, once by hash: it is the same for most runs. */
    private CompletionStage<Frame> storeFrame(Prompt prompt, ModelChoice choice, List<ToolSpec> tools) {
        var frame = Json.stored().createObjectNode();
        frame.put("system", prompt.system());
        frame.put("output_tokens_max", choice.outputTokensMax());
        frame.putRawValue("tools", services.toolsText().of(tools));
        var text = frame.toString();
        return services.asks()
                .<StorageProtocol.Message, String>ask(
                        services.refs().storage(), replyTo -> new StorageProtocol.PutBlob(text, replyTo))
                .thenApply(hash -> new Frame(hash, text.length()));
    }
}
