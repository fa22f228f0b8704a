package dev.daemion.kernel.extension;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an extension may use, as a person approved it. It only ever narrows what its agent and the policy admit.
 *
 * @param tools names or globs; null when nothing is said about tools, which is not the same as none
 * @param paths globs of files; null when nothing is said
 * @param hosts names such as {@code example.org} or {@code *.example.org}, each with an optional port; null when
 *     nothing is said
 * @param budgetUsd most one run may cost; null when nothing is said
 * @param turnsMax most model calls of one run; null when nothing is said
 */
public record Permissions(
        @Nullable List<String> tools,
        @Nullable Paths paths,
        @Nullable List<String> hosts,
        @Nullable BigDecimal budgetUsd,
        @JsonProperty("max_turns") @Nullable Integer turnsMax) {
    /** Nothing is said: the safe default of the extension's type applies. */
    public static final Permissions UNSAID = new Permissions(null, null, null, null, null);

    public Permissions {
        tools = tools == null ? null : List.copyOf(tools);
        hosts = hosts == null ? null : List.copyOf(hosts);
    }

    /**
     * @param read globs of what may be read; empty means nothing
     * @param write globs of what may be written; empty means nothing
     */
    public record Paths(List<String> read, List<String> write) {
        public Paths {
            read = read == null ? List.of() : List.copyOf(read);
            write = write == null ? List.of() : List.copyOf(write);
        }
    }

    /**
     * Reads what a record carries; it was checked against its schema when it was stored.
     *
     * @throws IllegalArgumentException when it was not
     */
    public static Permissions of(@Nullable JsonNode permissions) {
        if (permissions == null || permissions.isNull() || permissions.isMissingNode()) {
            return UNSAID;
        }
        try {
            return Json.stored().treeToValue(permissions, Permissions.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("permissions do not fit their schema", e);
        }
    }
}
