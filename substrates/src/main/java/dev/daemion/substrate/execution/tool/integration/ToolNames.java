package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.kernel.wire.Sha256;
import java.util.Set;

/**
 * What the tools of an integration are called: {@code mcp_<integration>_<tool>}, as every model provider takes it (at
 * most 64 of {@code A-Z a-z 0-9 _ -}). What does not fit or is taken gets a piece of its own name's hash at its end, so
 * that the same tool always has the same name.
 */
final class ToolNames {
    private static final int LENGTH_MAX = 64;
    private static final int HASH_LENGTH = 6;

    private ToolNames() {}

    /** @param taken the names given so far; the new one is added */
    static String of(String kind, String integration, String tool, Set<String> taken) {
        var plain = kind + "_" + integration + "_" + tool.replaceAll("[^A-Za-z0-9_-]", "_");
        if (plain.length() <= LENGTH_MAX && taken.add(plain)) {
            return plain;
        }
        var hash = "_" + Sha256.hex(integration + "\n" + tool).substring(0, HASH_LENGTH);
        var head = plain.substring(0, Math.min(plain.length(), LENGTH_MAX - hash.length()));
        var name = head + hash;
        taken.add(name);
        return name;
    }
}
