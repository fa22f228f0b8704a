package dev.daemion.substrate.execution.tool;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tool whose call is one blocking method on a virtual thread of its own. Cancelling interrupts that thread; a method
 * that does not listen is left behind after 200 ms.
 */
public abstract class BlockingTool extends CheckedTool {
    /** Longest text any tool hands to a model, in characters. */
    public static final int OUTPUT_LENGTH_MAX = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(BlockingTool.class);
    private static final long STOP_PATIENCE_MILLIS = 200;
    private static final Result STOPPED = Result.error("The call was stopped before it ended.");

    protected BlockingTool(String name, String description, InputShape shape, boolean isReadOnly) {
        super(name, description, shape, isReadOnly);
    }

    /**
     * Does the work. An {@link IOException} becomes an error result with its message.
     *
     * @throws InterruptedException when the call was cancelled: long loops ask {@link #checkStopped}
     */
    protected abstract Result run(Arguments arguments, ToolScope scope) throws IOException, InterruptedException;

    /** @throws InterruptedException when the call was cancelled */
    protected static void checkStopped() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    protected final Running begin(Arguments arguments, ToolScope scope) {
        var call = new Call();
        call.begin(() -> run(arguments, scope));
        return call;
    }

    private interface Work {
        Result run() throws IOException, InterruptedException;
    }

    private final class Call implements Running {
        final CompletableFuture<Result> result = new CompletableFuture<>();
        private final AtomicBoolean isStopped = new AtomicBoolean();
        private volatile @Nullable Thread worker;

        void begin(Work work) {
            worker = Thread.ofVirtual().name("tool-" + spec().name()).start(() -> result.complete(bounded(work)));
        }

        private Result bounded(Work work) {
            try {
                var answer = work.run();
                return answer.output().length() <= OUTPUT_LENGTH_MAX
                        ? answer
                        : new Result(
                                answer.output().substring(0, OUTPUT_LENGTH_MAX) + "\n[cut here]",
                                answer.isError(),
                                answer.note());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return STOPPED;
            } catch (IOException e) {
                return isStopped.get() ? STOPPED : Result.error(Sentences.of(e));
            } catch (RuntimeException e) {
                // The contract of Tool: a failure is a result. The cause is for the log, not for the model.
                LOG.error("tool {} failed", spec().name(), e);
                return Result.error(spec().name() + " failed inside; the log of the gateway has the cause.");
            }
        }

        @Override
        public CompletionStage<Result> result() {
            return result.minimalCompletionStage();
        }

        @Override
        public void cancel() {
            if (isStopped.compareAndSet(false, true)) {
                var running = worker;
                if (running != null) {
                    running.interrupt();
                }
                result.completeOnTimeout(STOPPED, STOP_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
