package dev.daemion.substrate.execution.tool.web;

import dev.daemion.substrate.execution.tool.Tool;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;

/**
 * One request to its end. The name is resolved once, every address it has must be public (unless the bounds say
 * otherwise), and the connection goes to exactly that address; the same for each redirect. What came with the request
 * does not follow a redirect to another origin.
 */
final class Errand {
    private static final int REDIRECTS_MAX = 5;

    private final Download download;
    private final HostResolver resolver;

    Errand(Download download, HostResolver resolver) {
        this.download = download;
        this.resolver = resolver;
    }

    /** What a request may lead to. */
    interface Bounds {
        /** Why a redirect is not followed to there: a sentence; empty when it is. */
        Optional<String> refusal(WebAddress next);

        /** True when it may be reached although its address is not public. */
        boolean mayReachPrivate(WebAddress address);

        /** What a person can do about a host that may not be reached: a sentence. */
        String advice();
    }

    /** @param shown what is done to the answer before a model sees it */
    Tool.Running start(
            WebAddress from, Outgoing request, Bounds bounds, Duration timeMax, UnaryOperator<String> shown) {
        var stop = KillSwitches.shared("errand");
        var result = new CompletableFuture<Tool.Result>();
        step(from, request, 0, bounds, stop)
                .whenComplete(
                        (answer, failure) -> result.complete(shown(failure == null ? answer : failed(failure), shown)));
        var answer = result.orTimeout(timeMax.toMillis(), TimeUnit.MILLISECONDS).exceptionally(_ -> {
            stop.abort(new TimeoutException());
            return Tool.Result.error("The page did not come within " + timeMax.toSeconds() + " seconds.");
        });
        return new Tool.Running() {
            @Override
            public CompletionStage<Tool.Result> result() {
                return answer.minimalCompletionStage();
            }

            @Override
            public void cancel() {
                result.complete(Tool.Result.error("The call was stopped before it ended."));
                stop.shutdown();
            }
        };
    }

    private CompletionStage<Tool.Result> step(
            WebAddress from, Outgoing request, int redirects, Bounds bounds, SharedKillSwitch stop) {
        return resolve(from, bounds)
                .thenCompose(address -> download.send(from, address, request, stop))
                .thenCompose(page -> {
                    var location = page.location();
                    if (location == null) {
                        return read(from, page);
                    }
                    if (!request.isRepeatable()) {
                        throw refusal("The server answered " + page.status() + " and redirects; a " + request.method()
                                + " is not sent again elsewhere.");
                    }
                    if (redirects >= REDIRECTS_MAX) {
                        throw refusal("The server redirects more than " + REDIRECTS_MAX + " times.");
                    }
                    var next = next(from, location, bounds);
                    return step(next, next.isSameOrigin(from) ? request : request.bare(), redirects + 1, bounds, stop);
                });
    }

    private static WebAddress next(WebAddress from, String location, Bounds bounds) {
        try {
            var next = from.resolve(location);
            bounds.refusal(next).ifPresent(reason -> {
                throw refusal(reason);
            });
            return next;
        } catch (WebAddress.Refused e) {
            throw new CompletionException(e);
        }
    }

    /** On a thread of its own: looking a name up blocks, and would hold a carrier of virtual threads. */
    private CompletionStage<InetAddress> resolve(WebAddress from, Bounds bounds) {
        var found = new CompletableFuture<InetAddress>();
        Thread.ofPlatform().daemon().name("resolve-host").start(() -> {
            try {
                found.complete(checked(from, bounds));
            } catch (WebAddress.Refused e) {
                found.completeExceptionally(e);
            } catch (UnknownHostException e) {
                found.completeExceptionally(
                        new WebAddress.Refused("There is no host " + from.host() + ", or no network to find it."));
            } catch (RuntimeException e) {
                found.completeExceptionally(e);
            }
        });
        return found;
    }

    private InetAddress checked(WebAddress from, Bounds bounds) throws WebAddress.Refused, UnknownHostException {
        var addresses = resolver.resolve(from.host());
        boolean isPublic = addresses.stream().allMatch(PublicAddresses::isPublic);
        if (!isPublic && !bounds.mayReachPrivate(from)) {
            throw new WebAddress.Refused(
                    "The host " + from.host() + " is not on the public internet. " + bounds.advice());
        }
        return addresses.getFirst();
    }

    private static CompletionStage<Tool.Result> read(WebAddress from, Download.Page page) {
        var answer = new CompletableFuture<Tool.Result>();
        Thread.ofVirtual().name("read-page").start(() -> {
            try {
                answer.complete(PageText.of(from, page));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static Tool.Result shown(Tool.Result result, UnaryOperator<String> shown) {
        return new Tool.Result(shown.apply(result.output()), result.isError(), result.note());
    }

    private static CompletionException refusal(String reason) {
        return new CompletionException(new WebAddress.Refused(reason));
    }

    private static Tool.Result failed(Throwable failure) {
        var cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Tool.Result.error(
                cause instanceof WebAddress.Refused
                        ? String.valueOf(cause.getMessage())
                        : "The page could not be fetched: "
                                + cut(cause.getMessage() == null ? cause.toString() : cause.getMessage()));
    }

    static String cut(String text) {
        return text.length() <= 300 ? text : text.substring(0, 300) + " …";
    }
}
