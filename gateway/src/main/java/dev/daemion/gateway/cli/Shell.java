package dev.daemion.gateway.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a command runs.
 *
 * @param out what was asked for
 * @param err everything else
 * @param in what a person types
 * @param isTerminal whether somebody sits there
 */
record Shell(Map<String, String> environment, PrintWriter out, PrintWriter err, BufferedReader in, boolean isTerminal) {
    Shell {
        environment = Map.copyOf(environment);
    }

    static Shell ofProcess() {
        var isTerminal = isTerminal(System.console());
        return new Shell(
                System.getenv(),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                isTerminal);
    }

    /** Since JDK 22 there is a console even when nobody sits there. */
    private static boolean isTerminal(@Nullable Console console) {
        return console != null && console.isTerminal();
    }

    /** A line of text from elsewhere. */
    void print(String text) {
        out.println(TerminalText.safe(text));
    }
}
