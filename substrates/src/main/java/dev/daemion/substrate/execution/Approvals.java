package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.wire.Json;
import dev.daemion.kernel.wire.Sha256;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an approval of a tool call is about, and whether an answer is about that call and no other. */
final class Approvals {
    private Approvals() {}

    /** @param preview what would change, for people; null when the tool has none */
    static JsonNode detail(ReplyBlock.ToolUse use, String subject, ToolScope scope, @Nullable String preview) {
        var detail = Json.stored().createObjectNode();
        detail.put("tool", use.name());
        detail.set("input", use.input());
        detail.put("subject", subject);
        detail.put("agent", scope.agentId());
        detail.put("mode", scope.mode());
        detail.put("working_directory", scope.workingDirectory().toString());
        if (preview != null) {
            detail.put("preview", preview);
        }
        return detail;
    }

    static String hash(JsonNode detail) {
        return Sha256.hex(CanonicalJson.of(detail));
    }

    /** True when it ends the wait of the run that is blocked by it. */
    static boolean isAnswer(ApprovalView approval, RunEvent.@Nullable Blocked blocked) {
        return blocked != null
                && blocked.approvalId().equals(approval.id())
                && approval.status() != ApprovalStatus.PENDING;
    }

    /** True when what was shown is, to the byte, the call that would run. */
    static boolean isFor(ApprovalView approval, ReplyBlock.ToolUse use) {
        var detail = approval.detail();
        return hash(detail).equals(approval.contentHash())
                && detail.path("tool").asText().equals(use.name())
                && CanonicalJson.of(detail.path("input")).equals(CanonicalJson.of(use.input()));
    }

    /** What the model is told about a call that may not run, with what the person said to it. */
    static String refusal(ApprovalView approval, @Nullable String note) {
        if (approval.status() != ApprovalStatus.DENIED) {
            return "Nobody approved this call in time. It was not made.";
        }
        var denial = "The user denied this call. Do not try it again; ask what to do instead, or go on without it.";
        return note == null || note.isBlank() ? denial : denial + " The user said: " + note.strip();
    }

    /** What follows from an answer: the call may go on, or is refused in the person's words. */
    static List<RunEvent> events(ApprovalView approval, @Nullable String note, ReplyBlock.ToolUse use, Instant now) {
        if (approval.status() == ApprovalStatus.APPROVED && isFor(approval, use)) {
            return List.of(new RunEvent.Unblocked(use.id(), approval.id(), Decision.APPROVE, now));
        }
        return List.of(
                new RunEvent.Unblocked(use.id(), approval.id(), Decision.DENY, now),
                new RunEvent.StepStarted(use.id(), use.name(), use.input(), now),
                new RunEvent.StepEnded(use.id(), use.name(), refusal(approval, note), null, true, 0, now));
    }
}
