package dev.daemion.substrate.storage;

import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameSeq;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.RunEvent;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.storage.table.StoredRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model said in one row of its run, as deltas for a replay. Live, these were transient frames; the journal keeps
 * each block whole, so it comes whole. The places lie in the gap before the row, like those of the frames that were.
 */
final class ReplyFrames {
    private final StoredRun run;
    private final List<StreamFrame> frames = new ArrayList<>();
    private long seq;

    private ReplyFrames(StoredRun run, long ordering, int countMax) {
        this.run = run;
        this.seq = FrameSeq.ofRow(ordering, 0) - countMax;
    }

    /** Empty for a row in which nothing was said. */
    static List<StreamFrame> of(StoredRun run, long ordering, RunEvent event) {
        return switch (event) {
            case RunEvent.Replied replied -> {
                var said = new ReplyFrames(run, ordering, replied.blocks().size());
                replied.blocks().forEach(said::addBlock);
                yield said.frames;
            }
            case RunEvent.Ended ended -> {
                var said = new ReplyFrames(run, ordering, 2);
                said.add(FrameType.THINKING_DELTA, ended.partialThinking());
                said.add(FrameType.TEXT_DELTA, ended.partialText());
                yield said.frames;
            }
            case RunEvent.Started _,
                    RunEvent.Prompted _,
                    RunEvent.StepStarted _,
                    RunEvent.StepEnded _,
                    RunEvent.Blocked _,
                    RunEvent.Unblocked _ -> List.of();
        };
    }

    private void addBlock(ReplyBlock block) {
        switch (block) {
            case ReplyBlock.Text text -> add(FrameType.TEXT_DELTA, text.text());
            case ReplyBlock.Thinking thinking -> add(FrameType.THINKING_DELTA, thinking.text());
            case ReplyBlock.ToolUse _ -> {} // Shown by the rows of its step.
        }
    }

    private void add(FrameType type, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            var members = "\"messageId\":" + Json.show(run.answerId()) + ",\"delta\":" + Json.show(text);
            frames.add(new StreamFrame(seq, run.view().threadId(), type, new FrameBody(type, members).json(seq)));
            seq++;
        }
    }
}
