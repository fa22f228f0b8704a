package dev.daemion.substrate.execution.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** The wire of one kind of provider, from the server's side. One instance per answer. */
interface Dialect {
    /** Which requests it refuses, and how. */
    Optional<Refusal> check(Received request);

    /** The last thing the user said, to answer it without a script. */
    String question(JsonNode body);

    /** The events of one act as text of a stream; an act that says nothing on this wire is the empty list. */
    List<String> events(Act act);

    /** @param body in the provider's shape */
    record Refusal(int status, String body) {}
}
