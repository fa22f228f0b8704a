package dev.daemion.substrate.execution;

import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.util.ArrayList;
import java.util.List;

/** The transient frames of one run. The stored ones come from the journal's tail. */
record RunFrames(TurnId answerId) {
    FrameBody textDelta(String delta) {
        return new FrameBody(FrameType.TEXT_DELTA, message() + ",\"delta\":" + Json.show(delta));
    }

    FrameBody thinkingDelta(String delta) {
        return new FrameBody(FrameType.THINKING_DELTA, message() + ",\"delta\":" + Json.show(delta));
    }

    FrameBody start(String model) {
        return new FrameBody(FrameType.START, message() + ",\"model\":" + Json.show(model));
    }

    FrameBody warning(String text) {
        return new FrameBody(FrameType.WARNING, message() + ",\"text\":" + Json.show(text));
    }

    /** What an open run has shown so far, for readers that come after a restart. */
    List<FrameBody> shown(RunState.Open open) {
        var frames = new ArrayList<FrameBody>();
        if (open.prompted() != null) {
            frames.add(start(open.prompted().model()));
        }
        for (var exchange : open.exchanges()) {
            for (var block : exchange.blocks()) {
                switch (block) {
                    case ReplyBlock.Text text -> frames.add(textDelta(text.text()));
                    case ReplyBlock.Thinking thinking -> frames.add(thinkingDelta(thinking.text()));
                    case ReplyBlock.ToolUse use -> addStep(frames, exchange, use);
                }
            }
        }
        return frames;
    }

    private void addStep(List<FrameBody> frames, RunState.Exchange exchange, ReplyBlock.ToolUse use) {
        exchange.results().stream()
                .filter(result -> result.toolCallId().equals(use.id()))
                .findFirst()
                .ifPresent(result -> {
                    var call =
                            message() + ",\"toolCallId\":" + Json.show(use.id()) + ",\"tool\":" + Json.show(use.name());
                    frames.add(new FrameBody(FrameType.TOOL_START, call + ",\"input\":" + Json.show(use.input())));
                    frames.add(new FrameBody(
                            FrameType.TOOL_END,
                            call + ",\"output\":" + Json.show(result.output()) + ",\"isError\":" + result.isError()
                                    + ",\"durationMs\":" + result.durationMs()));
                });
    }

    private String message() {
        return "\"messageId\":\"" + answerId.value() + '"';
    }
}
