package dev.daemion.kernel.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.GrantView;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.run.RunRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What other actors may say to the execution substrate: runs, models, tools, limits, approvals. Behaviour:
 * {@code ExecutionSubstrate}.
 */
public interface ExecutionProtocol {
    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /** Starts a run, or takes it up again, and acknowledges once the start is in the journal. Idempotent by run id. */
    record StartRun(RunRequest request, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** This run is likely to be started in a moment; it is made ready meanwhile. Not answered. */
    record Expect(RunId runId) implements Command {}

    /** Stops whatever answers in the thread; answered when no further tool can start. Nothing running is fine too. */
    record StopThread(ThreadId threadId, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** Refused: RUN_NOT_FOUND, RUN_ENDED. */
    record StopRun(RunId runId, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /**
     * A person's answer. The first one wins; the same one again is answered alike. Refused: APPROVAL_NOT_FOUND,
     * ALREADY_DECIDED.
     *
     * @param decidedBy name of the device
     */
    record Decide(
            ApprovalId id,
            Decision decision,
            Scope scope,
            @Nullable String note,
            String decidedBy,
            ActorRef<StatusReply<ApprovalView>> replyTo)
            implements Command {}

    /** Approvals past their time become expired. A chore of the trigger substrate. */
    record ExpireApprovals(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /**
     * Whether a new turn may start now. Refused: BUDGET_EXHAUSTED when a budget is spent and the model costs something,
     * MODEL_NOT_FOUND, TOO_MANY when the agent has answered as many turns as a rate control admits.
     *
     * @param model alias or model id; null means by limits
     * @param agentId whose turn it would be: counted when it is admitted; null only to ask about the model
     */
    record Admit(@Nullable String model, @Nullable String agentId, ActorRef<StatusReply<Done>> replyTo)
            implements Command {}

    /**
     * Asks a person. Answered when the question is durable; asked again under the same id it answers with how it
     * stands.
     *
     * @param id made by whoever asks, so that a crash in between cannot ask twice
     */
    record RequestApproval(ApprovalId id, ApprovalQuestion question, ActorRef<StatusReply<ApprovalView>> replyTo)
            implements Command {}

    /**
     * @param detail exactly what will run or become active; the decision is bound to its canonical SHA-256
     * @param expiresAt null means never
     */
    record ApprovalQuestion(
            ApprovalKind kind,
            String title,
            String summary,
            JsonNode detail,
            @Nullable ExtensionId extensionId,
            @Nullable RunId runId,
            @Nullable ThreadId threadId,
            @Nullable Instant expiresAt) {}

    /** Nobody needs the answer any more: a pending approval becomes expired. Anything else stays as it is. */
    record WithdrawApproval(ApprovalId id) implements Command {}

    /** About what people have allowed beyond one call. */
    sealed interface AboutGrants extends Command {}

    /** All that hold, newest first. */
    record Grants(ActorRef<StatusReply<List<GrantView>>> replyTo) implements AboutGrants {}

    /**
     * From now on such a call is asked about again. Refused: APPROVAL_NOT_FOUND.
     *
     * @param id of the approval it comes from
     * @param by name of the device that takes it back
     */
    record RevokeGrant(ApprovalId id, String by, ActorRef<StatusReply<Done>> replyTo) implements AboutGrants {}

    /** What the daily budget says now. */
    record CheckBudget(ActorRef<StatusReply<BudgetView>> replyTo) implements Command {}

    /** @param limitUsd null without a daily budget */
    record BudgetView(
            @Nullable BigDecimal limitUsd,
            BigDecimal spentUsd,
            BigDecimal reservedUsd,
            boolean isWarned,
            boolean isPaused) {}

    record Tools(ActorRef<StatusReply<List<ToolView>>> replyTo) implements Command {}

    /** @param isReadOnly true when it may run in plan mode */
    record ToolView(String name, String description, boolean isReadOnly, JsonNode inputSchema) {}

    /** Connections to something outside that take part, by name. */
    record Integrations(ActorRef<StatusReply<List<IntegrationView>>> replyTo) implements Command {}

    /**
     * @param kind {@code mcp}, {@code http} or {@code webhook}
     * @param detail what it lacks or the last error, in sentences; empty when all is well
     * @param tools names of the tools it brings
     */
    record IntegrationView(
            ExtensionId id, String name, String kind, LinkStatus state, String detail, List<String> tools) {
        public IntegrationView {
            tools = List.copyOf(tools);
        }
    }

    /** How a connection stands: {@code failed} is tried again by itself. */
    enum LinkStatus {
        CONNECTING,
        READY,
        FAILED;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One tool call that stands in an extension's approved content, outside the steps of a run: a file that a job is
     * given or writes. It passes what every call passes; what a rule would ask about counts as answered, for a person
     * approved it word by word. Refused: TOOL_DENIED with the reason, TIMED_OUT; an error of the tool is TOOL_DENIED
     * too, in its words.
     *
     * @param warrant of the extension
     * @param runId the run it belongs to
     * @param input the tool's arguments, an object
     */
    record CallTool(
            Warrant warrant,
            ThreadId threadId,
            RunId runId,
            String agentId,
            String tool,
            JsonNode input,
            ActorRef<StatusReply<String>> replyTo)
            implements Command {}

    /**
     * What a {@code GET} endpoint of an integration answers to a widget: through the same tool, policy and warrant as
     * any call of it, but nobody is asked. Refused: EXTENSION_NOT_FOUND when one of the two does not take part,
     * TOOL_DENIED with what the widget lacks, SOURCE_FAILED with what went wrong.
     *
     * @param widget its name; what it may use is decided by its own permissions
     */
    record ReadEndpoint(String widget, String integration, String endpoint, ActorRef<StatusReply<JsonNode>> replyTo)
            implements Command {}

    record Models(ActorRef<StatusReply<List<ModelView>>> replyTo) implements Command {}

    /**
     * @param alias what people type
     * @param provider {@code built-in}, {@code anthropic}, or the name of an OpenAI-compatible endpoint
     * @param isReady false when the provider lacks a key or an address; {@code detail} says what to do
     */
    record ModelView(
            String alias,
            String provider,
            String model,
            @Nullable BigDecimal inputUsdPerMillion,
            @Nullable BigDecimal outputUsdPerMillion,
            boolean isReady,
            String detail) {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
