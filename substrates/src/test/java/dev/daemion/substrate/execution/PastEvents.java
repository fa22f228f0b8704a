package dev.daemion.substrate.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Events a run of the tests went through before. */
final class PastEvents {
    private static final Instant AT = Instant.parse("2026-11-20T09:00:00Z");

    private PastEvents() {}

    static RunEvent.Prompted prompted() {
        return new RunEvent.Prompted("anthropic", "claude", "hash", null, null, null, AT);
    }

    static ReplyBlock.ToolUse use(String callId) {
        return new ReplyBlock.ToolUse(callId, "Write", input(callId));
    }

    private static JsonNode input(String callId) {
        return Json.stored().createObjectNode().put("path", callId);
    }

    static RunEvent.Replied replied(ReplyBlock... blocks) {
        return new RunEvent.Replied(List.of(blocks), "TOOL_USE", Usage.NONE, BigDecimal.ZERO, AT);
    }

    static RunEvent.StepStarted stepStarted(String callId) {
        return new RunEvent.StepStarted(callId, "Write", input(callId), AT);
    }
}
