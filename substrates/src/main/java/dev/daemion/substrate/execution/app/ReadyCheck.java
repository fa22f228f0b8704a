package dev.daemion.substrate.execution.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Whether a server answers yet. Blocks for two seconds at most. */
final class ReadyCheck {
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int LINE_LENGTH_MAX = 256;
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.[01] ([1-4])[0-9]{2}\\b.*");

    private ReadyCheck() {}

    /** True when it answers a {@code GET} with anything but an error of its own (5xx). */
    static boolean passes(int port, String path) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            var request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nAccept: */*\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var line = firstLine(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)));
            return ANSWER.matcher(line).matches();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String firstLine(BufferedReader in) throws IOException {
        var line = new StringBuilder();
        int next = in.read();
        while (next >= 0 && next != '\r' && next != '\n' && line.length() < LINE_LENGTH_MAX) {
            line.append((char) next);
            next = in.read();
        }
        return line.toString();
    }
}
