package dev.daemion.substrate.presentation;

import com.fasterxml.jackson.core.JsonToken;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Which answer a frame belongs to: its top-level {@code messageId}. Reads no further than there. */
final class MessageIds {
    private MessageIds() {}

    /** Empty for a frame without one. */
    static Optional<String> of(String json) {
        try (var parser = Json.stored().createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var value = parser.nextToken();
                if (name.equals("messageId") && value == JsonToken.VALUE_STRING) {
                    return Optional.of(parser.getText());
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("a frame is not JSON", e);
        }
    }
}
