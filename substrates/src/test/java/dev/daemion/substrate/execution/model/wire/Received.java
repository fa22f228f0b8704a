package dev.daemion.substrate.execution.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A request as it came, and what became of its connection.
 *
 * @param headers by lower-case name
 * @param body a missing node when there was none or it was no JSON
 * @param arrivedNanos {@code System.nanoTime()} when it was complete
 * @param closedNanos completed with the time at which the client closed the socket
 */
public record Received(
        String method,
        String path,
        Map<String, String> headers,
        JsonNode body,
        long arrivedNanos,
        CompletableFuture<Long> closedNanos) {
    /** Waits until the client closed the socket and says when. */
    public long awaitClosed() {
        try {
            return closedNanos.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the client did not close the socket", e);
        }
    }
}
