package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.substrate.execution.tool.Tool;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A conversation with one MCP server, from initialize to its end. Thread-safe. */
final class McpSession {
    /** Tools looked at, whatever is chosen of them; more are not asked for. */
    static final int LISTED_MAX = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(McpSession.class);
    private static final int PAGES_MAX = 100;

    private final WatchedTransport transport;
    private final McpAsyncClient client;
    private final Duration callMax;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Map<String, Consumer<String>> progress = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<McpSchema.CallToolResult>> open = new ConcurrentHashMap<>();
    private final AtomicBoolean isListStale = new AtomicBoolean();
    private final AtomicLong serial = new AtomicLong();

    /**
     * @param transport made with what it is to tell when its server is gone
     * @param startMax until it has answered initialize
     * @param callMax longest call
     */
    McpSession(
            Function<Consumer<String>, McpClientTransport> transport,
            Duration startMax,
            Duration callMax,
            String version,
            Runnable toolsChanged) {
        this.callMax = callMax;
        this.transport = new WatchedTransport(transport.apply(this::lost), new WatchedTransport.Watch() {
            @Override
            public void toolsChanged() {
                // Said once until it is listed again: a flood of changes is one.
                if (isListStale.compareAndSet(false, true)) {
                    toolsChanged.run();
                }
            }

            @Override
            public void progressed(String token, String text) {
                var to = progress.get(token);
                if (to != null) {
                    to.accept(text);
                }
            }
        });
        // Without handlers for sampling, elicitation and roots the client says so and refuses such requests.
        this.client = McpClient.async(this.transport)
                .clientInfo(McpSchema.Implementation.builder("daemion", version).build())
                .initializationTimeout(startMax)
                .requestTimeout(callMax.plusSeconds(1))
                .build();
    }

    /** Completed with a sentence once its server is gone. */
    CompletionStage<String> ended() {
        return ended;
    }

    private void lost(String reason) {
        // The calls first: whoever hears of the end closes the client, which would fail them without the reason.
        for (var call : open.values()) {
            call.completeExceptionally(new Gone(reason));
        }
        ended.complete(reason);
    }

    /** Its server is not there any more. */
    static final class Gone extends Exception {
        private static final long serialVersionUID = 1;

        Gone(String reason) {
            super(reason, null, false, false);
        }
    }

    /** Name and version of the server, when it has answered. Fails with {@link Gone} when it ends before. */
    CompletionStage<String> initialize() {
        var started = client.initialize()
                .map(result -> result.serverInfo() == null
                        ? "unnamed"
                        : result.serverInfo().name() + " " + result.serverInfo().version())
                .toFuture();
        var _ = ended.thenAccept(reason -> started.completeExceptionally(new Gone(reason)));
        return started;
    }

    /**
     * @param tools as the server lists them, at most {@value #LISTED_MAX}
     * @param isCut true when there are more
     */
    record Listing(List<McpSchema.Tool> tools, boolean isCut) {}

    CompletionStage<Listing> list() {
        isListStale.set(false);
        var listed = page(new ArrayList<>(), McpSchema.FIRST_PAGE, 1).toCompletableFuture();
        var _ = ended.thenAccept(reason -> listed.completeExceptionally(new Gone(reason)));
        return listed;
    }

    private CompletionStage<Listing> page(List<McpSchema.Tool> before, @Nullable String cursor, int number) {
        return client.listTools(cursor).toFuture().thenCompose(page -> {
            for (var tool : page.tools()) {
                if (before.size() >= LISTED_MAX) {
                    return CompletableFuture.completedStage(new Listing(before, true));
                }
                before.add(tool);
            }
            var next = page.nextCursor();
            if (next == null || next.isEmpty()) {
                return CompletableFuture.completedStage(new Listing(before, false));
            }
            return number >= PAGES_MAX
                    ? CompletableFuture.completedStage(new Listing(before, true))
                    : page(before, next, number + 1);
        });
    }

    /**
     * Calls a tool; the result is made by {@code shown}, a failure is one too.
     *
     * @param told what the server says on the way
     */
    Tool.Running call(
            String tool,
            Map<String, Object> arguments,
            Consumer<String> told,
            Function<McpSchema.CallToolResult, CompletionStage<Tool.Result>> shown) {
        var token = "daemion-" + serial.incrementAndGet();
        var meta = new HashMap<String, Object>();
        meta.put("progressToken", token);
        progress.put(token, told);
        var asked = client.callTool(new McpSchema.CallToolRequest(tool, arguments, meta))
                .toFuture();
        open.put(token, asked);
        if (ended.isDone()) {
            asked.completeExceptionally(new Gone(ended.getNow("")));
        }
        var result = new CompletableFuture<Tool.Result>();
        var _ = asked.orTimeout(callMax.toMillis(), TimeUnit.MILLISECONDS).whenComplete((answer, failure) -> {
            open.remove(token);
            progress.remove(token);
            if (failure instanceof TimeoutException) {
                abandon(token);
            }
            transport.forget(token);
            if (failure != null) {
                result.complete(failed(failure));
            } else {
                shown.apply(answer)
                        .whenComplete((made, problem) -> result.complete(problem == null ? made : failed(problem)));
            }
        });
        return new Tool.Running() {
            @Override
            public CompletionStage<Tool.Result> result() {
                return result.minimalCompletionStage();
            }

            @Override
            public void cancel() {
                if (result.complete(Tool.Result.error("The call was stopped before it ended."))) {
                    abandon(token);
                    asked.cancel(true);
                }
            }
        };
    }

    private void abandon(String token) {
        transport.abandon(token, failure -> LOG.debug("a call could not be abandoned", failure));
    }

    private Tool.Result failed(Throwable failure) {
        var cause = failure.getCause() != null && failure instanceof CompletionException ? failure.getCause() : failure;
        return Tool.Result.error(
                switch (cause) {
                    case Gone gone -> "The MCP server ended during the call. " + gone.getMessage();
                    case TimeoutException _ ->
                        "The MCP server did not answer within " + callMax.toSeconds() + " seconds.";
                    default ->
                        "The MCP server refused: "
                                + PlainText.line(String.valueOf(cause.getMessage()), McpResultText.ERROR_LENGTH_MAX);
                });
    }

    /** Ends it and its child. Idempotent, returns at once. */
    void close() {
        client.closeGracefully().subscribe(_ -> {}, failure -> LOG.debug("an MCP session ended badly", failure));
        transport.closeGracefully().subscribe(_ -> {}, failure -> LOG.debug("an MCP server ended badly", failure));
        ended.complete("It was closed.");
    }
}
