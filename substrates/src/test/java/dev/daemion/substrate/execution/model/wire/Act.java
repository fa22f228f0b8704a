package dev.daemion.substrate.execution.model.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/** One thing a scripted provider does while it answers. The head of a streamed answer goes out with the first piece. */
public sealed interface Act {
    record Say(String text) implements Act {}

    record Think(String text) implements Act {}

    /** A tool call; its arguments go out in pieces of about eight characters. */
    record Use(String id, String tool, String json) implements Act {}

    record Tokens(long input, long output, long cacheRead, long cacheWrite) implements Act {}

    /** The provider's own figure; only OpenAI-compatible ones have it. */
    record Cost(BigDecimal usd) implements Act {}

    /** Ends the answer properly; {@code ""} for the reason that fits. */
    record End(String reason) implements Act {}

    record Pause(Duration duration) implements Act {}

    /** Says nothing more until the client goes away. */
    record Stall() implements Act {}

    /** Closes the socket in the middle. */
    record Cut() implements Act {}

    /** An error inside of the stream, in the provider's shape. */
    record Fail(String type, String message) implements Act {}

    /** An answer that is no stream. */
    record Status(int code, Map<String, String> headers, String body) implements Act {}

    /** Bytes as they are, again and again; a head with the content type goes before when none is out. */
    record Raw(String contentType, String text, int times) implements Act {}

    /** The text byte by byte with a pause between, for ever when the client lets it. */
    record Drip(String text, Duration pause) implements Act {}
}
