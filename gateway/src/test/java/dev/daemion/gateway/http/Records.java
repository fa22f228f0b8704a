package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.wire.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** One of each record, with every kind of part. */
final class Records {
    static final Instant NOW = ApiFixture.NOW;
    static final ThreadId THREAD = new ThreadId("thread_01jd0000000000000000000000");
    static final TurnId TURN = new TurnId("turn_01jd0000000000000000000000");
    static final RunId RUN = new RunId("run_01jd0000000000000000000000");
    static final ApprovalId APPROVAL = new ApprovalId("apr_01jd0000000000000000000000");
    private static final Part.Step STEP =
            new Part.Step("call_1", "Read", json("{\"path\":\"notes.md\"}"), "text", null, false, 12L);

    private Records() {}

    static ThreadView thread(String title) {
        return new ThreadView(THREAD, title, "daemion", null, "plan", null, false, NOW, NOW, NOW, true, 1);
    }

    static TurnView turn(Role role) {
        var parts = List.<Part>of(
                new Part.Thinking("hm"),
                new Part.Text("hello"),
                STEP,
                new Part.Card("proposal-card", json("{}")),
                new Part.Attachment("a.txt", "text/plain", "hi"));
        return new TurnView(TURN, THREAD, "daemion", role, "hello", parts, "opus", null, RUN, NOW, TurnStatus.COMPLETE);
    }

    static RunView run(RunStatus status) {
        return new RunView(
                RUN,
                RunKind.CHAT,
                null,
                null,
                "message",
                null,
                NOW,
                null,
                status,
                1,
                THREAD,
                "daemion",
                "opus",
                new BigDecimal("0.0125"),
                new Usage(10, 20, 0, 0),
                "hello",
                null,
                List.of(STEP),
                null);
    }

    static ApprovalView approval(ApprovalStatus status) {
        var isPending = status == ApprovalStatus.PENDING;
        return new ApprovalView(
                APPROVAL,
                ApprovalKind.TOOL,
                status,
                "Run a command",
                "Runs rm.",
                json("{\"command\":\"rm x\"}"),
                "00",
                null,
                RUN,
                THREAD,
                NOW,
                null,
                isPending ? null : Decision.APPROVE,
                isPending ? null : Scope.ONCE,
                isPending ? null : NOW,
                isPending ? null : "Phone");
    }

    static JsonNode json(String text) {
        return Json.restore(text, JsonNode.class);
    }
}
