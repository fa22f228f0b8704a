package dev.daemion.gateway.http;

import dev.daemion.gateway.auth.Caller;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Stopping the gateway, for the owner's own processes only: the credential opens it, a device token does not, and no
 * tool can read the credential.
 *
 * <pre>
 * POST /shutdown  begins a graceful stop   202 403
 * </pre>
 */
public final class ShutdownRoutes {
    /** The stop closes connections, so the answer gets a head start. */
    private static final Executor AFTER_THE_ANSWER = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);

    private final Runnable stop;

    /** @param stop begins a graceful stop and returns at once; may be called more than once */
    public ShutdownRoutes(Runnable stop) {
        this.stop = stop;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/shutdown", this::shutDown));
    }

    private record Stopping(String status) {}

    private CompletionStage<HttpResponse> shutDown(Exchange exchange) {
        if (!(exchange.caller() instanceof Caller.LocalProcess)) {
            throw new Problem(
                    ProblemCode.FORBIDDEN, "Only the owner of this machine stops the gateway, with: daemion stop");
        }
        return exchange.optionalBody().thenApply(body -> {
            body.done();
            CompletableFuture.runAsync(stop, AFTER_THE_ANSWER).exceptionally(failure -> {
                org.slf4j.LoggerFactory.getLogger(ShutdownRoutes.class).error("The stop did not begin", failure);
                return null;
            });
            return Answers.json(202, new Stopping("stopping"));
        });
    }
}
