package dev.daemion.gateway.stream;

import dev.daemion.kernel.protocol.StorageQuery.TimedFrame;
import dev.daemion.kernel.stream.StreamFrame;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.stream.javadsl.Source;

/**
 * A stored turn, shown again as it came. With a speed the pauses are those of then, divided by it; a pause of more than
 * ten seconds, such as the wait for an approval, counts as ten.
 */
final class TurnReplay {
    static final double SPEED_MIN = 0.1;
    static final double SPEED_MAX = 1_000;
    static final Duration PAUSE_MAX = Duration.ofSeconds(10);
    private static final String AT_ONCE = "0";

    private final ActorSystem<?> system;

    TurnReplay(ActorSystem<?> system) {
        this.system = system;
    }

    /** Empty when the text is no speed; 0 stands for "at once". */
    static Optional<Double> parseSpeed(String text) {
        if (text.equals(AT_ONCE)) {
            return Optional.of(0.0);
        }
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,3})?")) {
            return Optional.empty();
        }
        return Optional.of(Double.valueOf(text)).filter(speed -> speed >= SPEED_MIN && speed <= SPEED_MAX);
    }

    Source<StreamFrame, NotUsed> frames(List<TimedFrame> frames, double speed) {
        if (speed == 0) {
            return Source.from(frames).map(TimedFrame::frame);
        }
        return Source.range(0, frames.size() - 1).mapAsync(1, i -> {
            var pause = i == 0 ? Duration.ZERO : pause(frames.get(i - 1), frames.get(i), speed);
            var frame = frames.get(i).frame();
            return pause.isZero()
                    ? CompletableFuture.completedStage(frame)
                    : Patterns.after(
                            pause,
                            system.classicSystem().scheduler(),
                            system.executionContext(),
                            () -> CompletableFuture.completedStage(frame));
        });
    }

    static Duration pause(TimedFrame before, TimedFrame frame, double speed) {
        var pause = Duration.between(before.at(), frame.at());
        if (pause.isNegative()) {
            return Duration.ZERO;
        }
        var bounded = pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause;
        return Duration.ofMillis(Math.round(bounded.toMillis() / speed));
    }
}
