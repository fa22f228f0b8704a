package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.substrate.execution.process.Child;
import dev.daemion.substrate.execution.process.ChildLauncher;
import dev.daemion.substrate.execution.process.Exit;
import dev.daemion.substrate.execution.process.Launch;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * MCP over a child's standard input and output (specification 2025-11-25, stdio): one JSON-RPC message in a line. The
 * child is supervised like every other; what it writes besides messages is tolerated up to a bound, its standard error
 * is drained and its end kept.
 */
final class ChildTransport implements McpClientTransport {
    /** Longest message. */
    static final int LINE_BYTES_MAX = 8 * 1024 * 1024;
    /** Lines that are no messages; more of them and this is no MCP server. */
    static final int STRAY_LINES_MAX = 100;

    /** Requests of the server in one session; all but pings are refused anyway. */
    static final int REQUESTS_MAX = 1_000;

    private static final int LINE_BYTES_KEPT = 64 * 1024;
    private static final int STDERR_BYTES_MAX = 64 * 1024;
    private static final int WRITES_MAX = 256;
    private static final int SHOWN_LENGTH_MAX = 300;

    private final ChildLauncher launcher;
    private final Launch launch;
    private final McpJsonMapper mapper;
    private final UnaryOperator<String> masked;
    private final Consumer<String> ended;
    private final ExecutorService writer;
    private final AtomicReference<@Nullable Child> child = new AtomicReference<>();
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler;
    private int strayCount;
    private int requestCount;

    /**
     * @param launch argv, directory and environment
     * @param masked takes secrets out of what the child said, before it is cut
     * @param ended told once, in a sentence, when the child is gone
     */
    ChildTransport(
            ChildLauncher launcher,
            Launch launch,
            McpJsonMapper mapper,
            UnaryOperator<String> masked,
            Consumer<String> ended) {
        this.launcher = launcher;
        this.launch = launch;
        this.mapper = mapper;
        this.masked = masked;
        this.ended = ended;
        // A pipe that nobody reads blocks its writer: a platform thread of its own, and a bound on what waits.
        this.writer = new ThreadPoolExecutor(
                0,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WRITES_MAX),
                Thread.ofPlatform().daemon().name("mcp-write").factory());
    }

    @Override
    public Mono<Void> connect(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> incoming) {
        return Mono.fromRunnable(() -> {
            handler = incoming;
            var started = launcher.start(launch.withStdin(new Launch.Stdin.Open())
                    .withTimeout(null)
                    .withOutputMax(1, STDERR_BYTES_MAX)
                    .withSink(this::read));
            child.set(started);
            started.exit().thenAccept(this::exited);
        });
    }

    /** On the one thread that reads the child's output. */
    private void read(byte[] bytes, int length) {
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, from, i - from);
                from = i + 1;
                var text = line.toString(StandardCharsets.UTF_8);
                if (line.size() > LINE_BYTES_KEPT) {
                    line = new ByteArrayOutputStream();
                } else {
                    line.reset();
                }
                message(text.strip());
            }
        }
        line.write(bytes, from, length - from);
        if (line.size() > LINE_BYTES_MAX) {
            line.reset();
            end("It sent a message of more than " + LINE_BYTES_MAX / (1024 * 1024) + " MiB.");
        }
    }

    private void message(String text) {
        var to = handler;
        if (text.isEmpty() || to == null || reason.get() != null) {
            return;
        }
        try {
            var message = McpSchema.deserializeJsonRpcMessage(mapper, text);
            if (isTooMuch(message)) {
                return;
            }
            to.apply(Mono.just(message))
                    .subscribe(
                            _ -> {},
                            failure -> end("It sent what cannot be handled: "
                                    + PlainText.line(String.valueOf(failure.getMessage()), SHOWN_LENGTH_MAX)));
        } catch (IOException | RuntimeException e) {
            if (++strayCount > STRAY_LINES_MAX) {
                end("It wrote more than " + STRAY_LINES_MAX
                        + " lines to standard output that are no MCP messages; is it an MCP server? The last one: "
                        + PlainText.line(masked.apply(text), SHOWN_LENGTH_MAX));
            }
        }
    }

    private boolean isTooMuch(McpSchema.JSONRPCMessage message) {
        if (message instanceof McpSchema.JSONRPCRequest request && !"ping".equals(request.method())) {
            requestCount++;
        }
        if (requestCount > REQUESTS_MAX) {
            end("It asked more than " + REQUESTS_MAX + " things, all of which were refused.");
        }
        return requestCount > REQUESTS_MAX;
    }

    private void exited(Exit exit) {
        writer.shutdownNow();
        var said = PlainText.line(tail(masked.apply(exit.stderr().text())), SHOWN_LENGTH_MAX);
        var how = exit.cause() == Exit.Cause.NOT_STARTED ? exit.detail() : "It ended with code " + exit.code() + ".";
        end(said.isEmpty() ? how : how + " It said: " + said);
        ended.accept(String.valueOf(reason.get()));
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - SHOWN_LENGTH_MAX));
    }

    /** The first reason counts. */
    private void end(String why) {
        reason.compareAndSet(null, why);
        var started = child.get();
        if (started != null) {
            started.cancel();
        }
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        return Mono.create(sink -> {
            var to = child.get();
            var why = reason.get();
            if (to == null || why != null) {
                sink.error(new McpSession.Gone(why == null ? "It has not started." : why));
                return;
            }
            try {
                var bytes = (mapper.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
                writer.execute(() -> {
                    try {
                        to.stdin().write(bytes);
                        to.stdin().flush();
                        sink.success();
                    } catch (IOException e) {
                        sink.error(e);
                    }
                });
            } catch (IOException e) {
                sink.error(e);
            } catch (RejectedExecutionException e) {
                sink.error(new IOException("the server does not read what it is sent"));
            }
        });
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> end("It was closed."));
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return mapper.convertValue(data, type);
    }

    @Override
    public List<String> protocolVersions() {
        return McpVersions.ALL;
    }
}
