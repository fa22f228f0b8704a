package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * What a server says during a call, shown as a warning in the thread that waits: one every two seconds at most from
 * each server, so that no server floods a stream.
 */
final class CallWords {
    private static final long EVERY_MILLIS = 2_000;
    private static final int LENGTH_MAX = 200;

    private final SubstrateRefs refs;
    private final Clock clock;

    CallWords(SubstrateRefs refs, Clock clock) {
        this.refs = refs;
        this.clock = clock;
    }

    BiConsumer<ToolScope, String> of(String integration) {
        var last = new AtomicLong(Long.MIN_VALUE / 2);
        return (scope, text) -> {
            long now = clock.millis();
            long before = last.get();
            if (now - before >= EVERY_MILLIS && last.compareAndSet(before, now)) {
                var sentence = integration + ": " + PlainText.line(text, LENGTH_MAX);
                refs.presentation()
                        .tell(new PresentationProtocol.Announce(
                                scope.threadId(), new FrameBody(FrameType.WARNING, "\"text\":" + Json.show(sentence))));
            }
        };
    }
}
