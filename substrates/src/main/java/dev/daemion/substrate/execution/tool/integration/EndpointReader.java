package dev.daemion.substrate.execution.tool.integration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.definition.IntegrationDefinition.Http;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.policy.PolicyEngine;
import dev.daemion.substrate.execution.policy.PolicyEngine.Verdict;
import dev.daemion.substrate.execution.tool.FileBounds;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.Toolbox;
import dev.daemion.substrate.execution.tool.web.HttpEndpointTool;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Reads an endpoint for a widget. It is the tool that agents use, under the policy and the widget's warrant; where a
 * person would have to be asked, it is refused instead: nobody wants a question from a dashboard.
 */
public record EndpointReader(Toolbox tools, PolicyEngine policy, FileBounds bounds, IdSource ids, Executor blocking) {
    private static final String AGENT = "daemion";
    private static final String MODE = "act";

    /** Refused as {@link ExecutionProtocol.ReadEndpoint} says. */
    public CompletionStage<JsonNode> read(Catalog catalog, ExecutionProtocol.ReadEndpoint question) {
        return CompletableFuture.supplyAsync(() -> allowed(catalog, question), blocking)
                .thenCompose(Call::run)
                .thenApply(result -> {
                    if (result.isError()) {
                        throw new Problem(
                                ProblemCode.SOURCE_FAILED,
                                "the endpoint " + place(question) + " failed: "
                                        + HttpEndpointTool.payload(result.output()));
                    }
                    return json(HttpEndpointTool.payload(result.output()));
                });
    }

    /** A call that may be made. */
    private record Call(Tool tool, ToolScope scope) {
        CompletionStage<Tool.Result> run() {
            return tool.start(JsonNodeFactory.instance.objectNode(), scope).result();
        }
    }

    private Call allowed(Catalog catalog, ExecutionProtocol.ReadEndpoint question) {
        var warrant = catalog.warrant(ExtensionType.WIDGET, question.widget())
                .orElseThrow(() ->
                        new Problem(ProblemCode.EXTENSION_NOT_FOUND, "there is no active widget " + question.widget()));
        var integration = catalog.find(ExtensionType.INTEGRATION, question.integration())
                .orElseThrow(() -> new Problem(
                        ProblemCode.EXTENSION_NOT_FOUND,
                        "the widget " + question.widget() + " reads the integration " + question.integration()
                                + ", which does not take part"));
        var name = toolName(integration, question);
        var tool = tools.find(name)
                .orElseThrow(() -> new Problem(
                        ProblemCode.SOURCE_FAILED, "the integration " + question.integration() + " is not ready"));
        var scope = scope(warrant);
        return switch (policy.decide(name, JsonNodeFactory.instance.objectNode(), scope)) {
            case Verdict.Allow _ -> new Call(tool, scope);
            case Verdict.Deny deny -> throw denied(deny.reason());
            case Verdict.Exceed exceed -> throw denied(exceed.reason());
            case Verdict.Ask _ ->
                throw denied("The widget " + question.widget() + " would have to ask each time: name the tool " + name
                        + " and its host in the widget's permissions.");
        };
    }

    private static Problem denied(String reason) {
        return new Problem(ProblemCode.TOOL_DENIED, reason);
    }

    private static String toolName(ExtensionView integration, ExecutionProtocol.ReadEndpoint question) {
        var http = Definitions.integration(integration) instanceof Http found ? found : null;
        var endpoint = http == null ? null : http.endpoints().get(question.endpoint());
        if (http == null || endpoint == null) {
            throw new Problem(ProblemCode.SOURCE_FAILED, "there is no endpoint " + place(question));
        }
        boolean hasParams = endpoint.params() != null && !endpoint.params().isEmpty();
        if (!endpoint.method().equals("GET") || hasParams) {
            throw new Problem(
                    ProblemCode.SOURCE_FAILED,
                    "the endpoint " + place(question) + " is no GET without parameters, which is all a widget reads");
        }
        return Objects.requireNonNull(
                IntegrationDesk.endpointTools(integration.name(), http).get(question.endpoint()));
    }

    private static String place(ExecutionProtocol.ReadEndpoint question) {
        return question.integration() + "/" + question.endpoint();
    }

    /** A widget belongs to no conversation: ids that nobody else has, so that no grant of a thread covers it. */
    private ToolScope scope(Warrant warrant) {
        var owner = warrant.ownerAgentId();
        return new ToolScope(
                ThreadId.next(ids),
                RunId.next(ids),
                owner == null ? AGENT : owner,
                MODE,
                bounds.workingDirectory(),
                bounds.roots(),
                bounds.home(),
                warrant,
                true);
    }

    private static JsonNode json(String text) {
        try {
            return text.isBlank() ? TextNode.valueOf("") : Json.shown().readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
