package dev.daemion.substrate.execution.model.call;

import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.execution.model.ModelClient;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import java.util.function.Consumer;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model behind a wire, with everything the port promises beyond one try: a virtual thread per call, cancel that
 * closes the socket at any moment, bounded retries of what passes, and never a doubled delta.
 */
public final class RetryingModelClient implements ModelClient {
    private static final Logger LOG = LoggerFactory.getLogger(RetryingModelClient.class);

    private final ModelWire wire;
    private final ProviderAccess provider;
    private final RetryPolicy policy;

    public RetryingModelClient(ModelWire wire, ProviderAccess provider, RetryPolicy policy) {
        this.wire = wire;
        this.provider = provider;
        this.policy = policy;
    }

    @Override
    public Source<ModelEvent, NotUsed> stream(ModelRequest request) {
        return Source.fromGraph(new CallSource((call, out) -> run(request, call, out)));
    }

    private void run(ModelRequest request, Call call, Consumer<ModelEvent> out) throws InterruptedException {
        var shown = new Shown(out);
        for (var attempt = 1; !call.isCancelled(); attempt++) {
            WireFailure failure;
            try {
                shown.begin();
                var completed = wire.exchange(request, call, shown::accept);
                shown.end();
                out.accept(completed);
                return;
            } catch (WireFailure e) {
                failure = e;
            } catch (Shown.TooLong e) {
                throw provider.garbled("the answer has no end").problem();
            }
            if (call.isCancelled()) return;
            var pause = policy.pause(attempt, failure);
            if (pause.isEmpty()) throw problem(failure, attempt);
            LOG.info(
                    "provider={} attempt={} code={} pause_ms={} asks again",
                    provider.name(),
                    attempt,
                    failure.problem().code().wire(),
                    pause.get().toMillis());
            out.accept(new ModelEvent.Retrying(
                    attempt, pause.get().toMillis(), failure.problem().detail()));
            if (call.isCancelledWithin(pause.get())) return;
        }
    }

    private static Problem problem(WireFailure failure, int attempt) {
        var problem = failure.problem();
        var said =
                attempt > 1 ? new Problem(problem.code(), problem.detail() + " Tried " + attempt + " times.") : problem;
        return failure.retryAfter()
                .map(wish -> said.retryAfter((int) Math.min(Integer.MAX_VALUE, wish.toSeconds() + 1)))
                .orElseGet(() -> said.code() == ProblemCode.MODEL_OVERLOADED ? said.retryAfter(30) : said);
    }
}
