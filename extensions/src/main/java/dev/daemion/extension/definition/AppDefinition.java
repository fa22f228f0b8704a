package dev.daemion.extension.definition;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page or a program that Daemion shows and, when it has a server, runs.
 *
 * @param content the document of {@code html}, {@code chart} and {@code markdown}; null with a server
 * @param project folder of the project; null without a server
 * @param command program and arguments; {@code {port}} in an argument stands for the port; empty without a server
 * @param port preferred, 5173 to 5273; null for the first free one
 * @param readyPath answers when the server is ready, default {@code /}
 * @param icon an emoji or the name of an icon, null for the default
 */
public record AppDefinition(
        String subtype,
        @Nullable String content,
        @Nullable String project,
        List<String> command,
        @Nullable Integer port,
        String readyPath,
        @Nullable String icon) {
    public static final int PORT_MIN = 5173;
    public static final int PORT_MAX = 5273;

    public AppDefinition {
        command = command == null ? List.of() : List.copyOf(command);
        readyPath = readyPath == null ? "/" : readyPath;
    }

    /** True when it runs a server. */
    public boolean hasServer() {
        return project != null;
    }
}
