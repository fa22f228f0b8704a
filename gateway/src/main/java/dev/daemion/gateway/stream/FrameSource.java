package dev.daemion.gateway.stream;

import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.Terminated;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import scala.Tuple2;
import scala.runtime.BoxedUnit;

/**
 * The frames of one subscription, for server-sent events. It completes when the subscription is over or the reader is
 * too slow; a client of an event stream comes back by itself and says where it was.
 */
final class FrameSource extends GraphStage<SourceShape<StreamFrame>> {
    private final Outlet<StreamFrame> out = Outlet.create("frames");
    private final SourceShape<StreamFrame> shape = SourceShape.of(out);
    private final Subscription subscription;
    private final StreamSettings settings;

    FrameSource(Subscription subscription, StreamSettings settings) {
        this.subscription = subscription;
        this.settings = settings;
    }

    @Override
    public SourceShape<StreamFrame> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final FrameQueue queue = new FrameQueue(settings);

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    write();
                }
            });
        }

        @Override
        public void preStart() {
            var self = getStageActor(this::told);
            self.watch(Adapter.toClassic(subscription.hub()));
            subscription.begin(Adapter.toTyped(self.ref()));
        }

        private BoxedUnit told(Tuple2<ActorRef, Object> message) {
            switch (message._2()) {
                case StreamSignal.Frames frames -> {
                    if (!queue.offer(frames.frames())) {
                        completeStage();
                        return BoxedUnit.UNIT;
                    }
                    write();
                }
                case StreamSignal.Closed closed -> completeStage();
                case Terminated terminated -> completeStage();
                default -> throw new IllegalStateException("nobody tells a stream " + message._2());
            }
            return BoxedUnit.UNIT;
        }

        private void write() {
            if (isAvailable(out)) {
                var frame = queue.poll();
                if (frame != null) {
                    push(out, frame);
                }
            }
        }
    }
}
