package dev.daemion.gateway;

import dev.daemion.gateway.app.AppRoutes;
import dev.daemion.gateway.auth.AccessSettings;
import dev.daemion.gateway.discovery.Presence;
import dev.daemion.gateway.discovery.Registration;
import dev.daemion.gateway.discovery.Version;
import dev.daemion.gateway.http.Api;
import dev.daemion.gateway.http.ApiSettings;
import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Endpoint;
import dev.daemion.gateway.http.Listener;
import dev.daemion.gateway.http.ShutdownRoutes;
import dev.daemion.gateway.metrics.Meters;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.gateway.stream.StreamRoutes;
import dev.daemion.gateway.stream.StreamSettings;
import dev.daemion.gateway.web.WebApp;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.IdSource;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;

/** The open port and everything behind it that is HTTP. */
final class Front {
    private static final long STREAMS_END_MILLIS = 2_000;

    private final ServerBinding binding;
    private final StreamRoutes streams;
    private final Settings settings;
    private final URI base;

    private Front(ServerBinding binding, StreamRoutes streams, Settings settings, URI base) {
        this.binding = binding;
        this.streams = streams;
        this.settings = settings;
        this.base = base;
    }

    /** @param shutdown begins a graceful stop */
    static CompletionStage<Front> open(
            ActorSystem<?> system,
            SubstrateRefs refs,
            Settings settings,
            Presence presence,
            Clock clock,
            IdSource ids,
            Meters meters,
            Runnable shutdown) {
        // Known only when the port is bound, and asked for only by requests that come through it.
        var address = new AtomicReference<URI>();
        var asks = new Asks(system, refs, ApiSettings.PATIENCE_DEFAULT);
        var streams = new StreamRoutes(system, refs.presentation(), asks, StreamSettings.DEFAULT);
        var more = new ArrayList<Endpoint>(streams.endpoints());
        more.addAll(meters.endpoints(asks));
        more.addAll(new AppRoutes(system, asks, new SecureRandom(), clock).endpoints());
        more.addAll(new ShutdownRoutes(shutdown).endpoints());
        var access = new AccessSettings(
                Set.copyOf(settings.allowedHosts()), Set.copyOf(settings.allowedOrigins()), settings.openHealth());
        var api = new Api(
                system,
                refs,
                new Api.Parts(
                        new ApiSettings(access, Version.current(), Registration.PROTOCOL, ApiSettings.PATIENCE_DEFAULT),
                        presence.credential()::reveal,
                        nonce -> presence.handshake(Objects.requireNonNull(address.get()))
                                .answer(nonce),
                        streams.answers(),
                        more,
                        WebApp.packed(),
                        meters,
                        clock,
                        ids));
        return Listener.open(system, settings.bind(), settings.port(), api).thenApply(binding -> {
            var base = base(settings.bind(), binding.localAddress().getPort());
            address.set(base);
            return new Front(binding, streams, settings, base);
        });
    }

    private static URI base(String address, int port) {
        return URI.create("http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port);
    }

    URI base() {
        return base;
    }

    /** Ends the streams, takes no new connection and lets requests under way finish, for a while. */
    void close() throws Exception {
        try {
            streams.closeAll().toCompletableFuture().get(STREAMS_END_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
            var done = binding.terminate(settings.stopTimeout()).toCompletableFuture();
            done.get(settings.stopTimeout().toMillis() + 1_000, TimeUnit.MILLISECONDS);
        }
    }
}
