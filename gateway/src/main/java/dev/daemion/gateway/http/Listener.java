package dev.daemion.gateway.http;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * Opens the port. The settings of Pekko's server that matter for safety stand here, in code, so that no configuration
 * file can weaken them.
 */
public final class Listener {
    /** In place of a missing Host header, so that the Host check refuses it like any other wrong one. */
    static final String NO_HOST = "missing.invalid";

    private static final String SERVER = """
        pekko.http.server {
          server-header = ""
          default-host-header = "%s"
          request-timeout = 60 s
          idle-timeout = 75 s
          pipelining-limit = 1
          max-connections = 1024
          backlog = 256
          verbose-error-messages = off
          parsing {
            error-handler = "%s"
            illegal-header-warnings = off
            error-logging-verbosity = off
            max-uri-length = 8k
            max-header-value-length = 8k
            max-header-count = 64
            max-content-length = 16m
          }
        }
        """.formatted(NO_HOST, ParserProblems.class.getName());

    private Listener() {}

    /**
     * @param address of loopback; the settings have refused any other
     * @param port 0 for any free one; the binding knows which
     */
    public static CompletionStage<ServerBinding> open(ActorSystem<?> system, String address, int port, Api api) {
        var config =
                ConfigFactory.parseString(SERVER).withFallback(system.settings().config());
        return Http.get(system)
                .newServerAt(address, port)
                .withSettings(ServerSettings.create(config))
                .bind(api::handle);
    }
}
