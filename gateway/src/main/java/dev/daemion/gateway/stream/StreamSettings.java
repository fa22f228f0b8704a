package dev.daemion.gateway.stream;

import java.time.Duration;

/**
 * Times and bounds of live streams.
 *
 * @param pingEvery between two pings of a WebSocket; a peer that is silent for two of them is taken for dead
 * @param commentEvery a quiet event stream says that it is alive this often
 * @param closeWithin how long a peer may take to accept a close frame, and to answer it, before the connection is cut
 * @param slowCloseWithin how long a reader that was too slow may take to reach the close frame behind what is on its
 *     way
 * @param queuedFramesMax frames that may wait for a slow reader; one more ends its stream
 * @param queuedCharactersMax the same by size
 */
public record StreamSettings(
        Duration pingEvery,
        Duration commentEvery,
        Duration closeWithin,
        Duration slowCloseWithin,
        int queuedFramesMax,
        long queuedCharactersMax) {
    public static final StreamSettings DEFAULT = new StreamSettings(
            Duration.ofSeconds(20),
            Duration.ofSeconds(15),
            Duration.ofSeconds(3),
            Duration.ofSeconds(30),
            4_096,
            8L << 20);
}
