package dev.daemion.substrate.execution.tool.integration;

import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * A transport whose notifications are looked at before the client sees them: a changed list of tools must not make the
 * client fetch all of it without a bound, and a call is abandoned by the id its request got.
 */
final class WatchedTransport implements McpClientTransport {
    private static final String PROGRESS_TOKEN = "progressToken";

    private final McpClientTransport transport;
    private final Watch watch;
    private final Map<String, Object> requestIds = new ConcurrentHashMap<>();

    /** Told on the transport's threads: must be quick. */
    interface Watch {
        void toolsChanged();

        /** @param token of the call it is about */
        void progressed(String token, String text);
    }

    WatchedTransport(McpClientTransport transport, Watch watch) {
        this.transport = transport;
        this.watch = watch;
    }

    @Override
    public Mono<Void> connect(Function<Mono<McpSchema.JSONRPCMessage>, Mono<McpSchema.JSONRPCMessage>> handler) {
        return transport.connect(message -> message.flatMap(
                one -> isTaken(one) ? Mono.<McpSchema.JSONRPCMessage>empty() : handler.apply(Mono.just(one))));
    }

    private boolean isTaken(McpSchema.JSONRPCMessage message) {
        if (!(message instanceof McpSchema.JSONRPCNotification notification)) {
            return false;
        }
        switch (String.valueOf(notification.method())) {
            case "notifications/tools/list_changed" -> watch.toolsChanged();
            case "notifications/progress" -> {
                if (notification.params() instanceof Map<?, ?> params) {
                    watch.progressed(String.valueOf(params.get(PROGRESS_TOKEN)), text(params));
                }
            }
            default -> {} // Logs, resources and prompts are of no use here.
        }
        return true;
    }

    private static String text(Map<?, ?> params) {
        var said = params.get("message");
        var progress = params.get("progress");
        var total = params.get("total");
        var count = total == null ? String.valueOf(progress) : progress + " of " + total;
        return said == null ? count : said + " (" + count + ")";
    }

    @Override
    public Mono<Void> sendMessage(McpSchema.JSONRPCMessage message) {
        if (message instanceof McpSchema.JSONRPCRequest request) {
            token(request).ifPresent(token -> requestIds.put(token, request.id()));
        }
        return transport.sendMessage(message);
    }

    private static Optional<String> token(McpSchema.JSONRPCRequest request) {
        return request.params() instanceof McpSchema.CallToolRequest call && call.meta() != null
                ? Optional.ofNullable(call.meta().get(PROGRESS_TOKEN)).map(String::valueOf)
                : Optional.empty();
    }

    /** The call is over. */
    void forget(String token) {
        requestIds.remove(token);
    }

    /** Tells the server that nobody waits for that call any more. */
    void abandon(String token, Consumer<Throwable> failed) {
        var id = requestIds.remove(token);
        if (id != null) {
            transport
                    .sendMessage(new McpSchema.JSONRPCNotification(
                            "notifications/cancelled", Map.of("requestId", id, "reason", "The call was stopped.")))
                    .subscribe(_ -> {}, failed);
        }
    }

    @Override
    public Mono<Void> closeGracefully() {
        return transport.closeGracefully();
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        transport.setExceptionHandler(handler);
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return transport.unmarshalFrom(data, type);
    }

    @Override
    public List<String> protocolVersions() {
        return transport.protocolVersions();
    }
}
