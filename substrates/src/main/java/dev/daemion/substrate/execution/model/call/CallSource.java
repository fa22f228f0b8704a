package dev.daemion.substrate.execution.model.call;

import dev.daemion.substrate.execution.model.ModelEvent;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose elements are made by plain blocking code on a virtual thread of its own, started with each
 * materialization. At most {@value #AHEAD_MAX} elements are made ahead of the reader, then the code waits, and with it
 * the socket. When the reader goes away the call is cancelled and the thread interrupted.
 */
final class CallSource extends GraphStage<SourceShape<ModelEvent>> {
    private static final int AHEAD_MAX = 64;

    /** The code: gives each element away and returns at the end, or throws what the stream fails with. */
    @FunctionalInterface
    interface Body {
        void run(Call call, Consumer<ModelEvent> out) throws InterruptedException;
    }

    private final Outlet<ModelEvent> out = Outlet.create("ModelEvents");
    private final SourceShape<ModelEvent> shape = SourceShape.of(out);
    private final Body body;

    CallSource(Body body) {
        this.body = body;
    }

    @Override
    public SourceShape<ModelEvent> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private sealed interface Signal {
        record Element(ModelEvent event) implements Signal {}

        /** @param failure null when all went well */
        record End(@Nullable Throwable failure) implements Signal {}
    }

    private final class Logic extends GraphStageLogic {
        private final Call call = new Call();
        private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(AHEAD_MAX);
        private final AsyncCallback<Object> arrived = createAsyncCallback(ignored -> deliver());
        private @Nullable Thread thread;

        Logic() {
            super(shape);
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    deliver();
                }
            });
        }

        @Override
        public void preStart() {
            thread = Thread.ofVirtual().name("model-call").start(this::produce);
        }

        @Override
        public void postStop() {
            call.cancel();
            if (thread != null) thread.interrupt();
        }

        private void produce() {
            try {
                Signal end = new Signal.End(null);
                try {
                    body.run(call, event -> give(new Signal.Element(event)));
                } catch (Gone gone) {
                    throw gone;
                } catch (RuntimeException e) {
                    // A refusal or a defect: either way the stream fails with it, and never hangs.
                    end = new Signal.End(e);
                }
                give(end);
            } catch (InterruptedException | Gone e) {
                // The reader is gone and with it everyone who could be told.
                call.cancel();
            }
        }

        private void give(Signal signal) {
            try {
                signals.put(signal);
            } catch (InterruptedException e) {
                throw new Gone();
            }
            arrived.invoke(signal);
        }

        private void deliver() {
            if (!isAvailable(out)) {
                if (signals.peek() instanceof Signal.End) finish();
                return;
            }
            switch (signals.poll()) {
                case null -> {}
                case Signal.Element(var event) -> {
                    push(out, event);
                    if (signals.peek() instanceof Signal.End) finish();
                }
                case Signal.End(var failure) -> end(failure);
            }
        }

        private void finish() {
            if (signals.poll() instanceof Signal.End(var failure)) end(failure);
        }

        private void end(@Nullable Throwable failure) {
            if (failure == null) completeStage();
            else failStage(failure);
        }
    }

    /** The reader went away while an element waited for it. */
    private static final class Gone extends RuntimeException {
        private static final long serialVersionUID = 1;

        Gone() {
            super("the reader of a model call is gone", null, false, false);
        }
    }
}
