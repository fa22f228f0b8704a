package dev.daemion.gateway.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Says who sits on a port that we wanted, as far as one can ask without trusting the answer. */
public final class PortOwner {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int ANSWER_BYTES_MAX = 4_096;

    private PortOwner() {}

    /** One sentence: who listens there, and how to choose another port. */
    public static String describe(int port) {
        return "Port " + port + " is taken by " + owner(port) + "; choose another with --port, DAEMION_PORT or"
                + " gateway.port in config.yaml.";
    }

    private static String owner(int port) {
        try {
            var connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/handshake")
                    .toURL()
                    .openConnection(Proxy.NO_PROXY);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            connection.setRequestMethod("POST");
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            connection.getOutputStream().write("{\"nonce\":\"who-is-there-0000\"}".getBytes(StandardCharsets.UTF_8));
            try (var in = connection.getInputStream()) {
                var answer = Json.stored().readTree(in.readNBytes(ANSWER_BYTES_MAX));
                if (answer != null && answer.path("id").asText().startsWith("daemon_")) {
                    return "a Daemion with another home (version "
                            + answer.path("version").asText("unknown").replaceAll("[^A-Za-z0-9.+-]", "") + ")";
                }
            }
            return "another program";
        } catch (JsonProcessingException e) {
            return "another program";
        } catch (IOException e) {
            return "another program";
        }
    }
}
