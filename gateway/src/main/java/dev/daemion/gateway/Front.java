package dev.daemion.gateway;

import dev.daemion.gateway.auth.AccessSettings;
import dev.daemion.gateway.auth.Handshake;
import dev.daemion.gateway.discovery.Presence;
import dev.daemion.gateway.discovery.Registration;
import dev.daemion.gateway.discovery.Version;
import dev.daemion.gateway.http.Api;
import dev.daemion.gateway.http.ApiSettings;
import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Listener;
import dev.daemion.gateway.http.ShutdownRoutes;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.gateway.stream.StreamRoutes;
import dev.daemion.gateway.stream.StreamSettings;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.IdSource;
import java.net.URI;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;

/** The open port and everything behind it that is HTTP. */
final class Front {
    private final ServerBinding binding;
    private final Settings settings;
    private final URI base;

    private Front(ServerBinding binding, Settings settings, URI base) {
        this.binding = binding;
        this.settings = settings;
        this.base = base;
    }

    static CompletionStage<Front> open(
            ActorSystem<?> system,
            SubstrateRefs refs,
            Settings settings,
            Presence presence,
            Clock clock,
            IdSource ids,
            Runnable shutdown) {
        var address = new AtomicReference<URI>();
        Handshake handshake = nonce -> {
            var answer =
                    presence.handshake(Objects.requireNonNull(address.get())).answer(nonce);
            return new Handshake.Answer(
                    answer.id(), answer.protocol(), answer.version(), answer.proof(), answer.capabilities());
        };
        var access = new AccessSettings(
                Set.copyOf(settings.allowedHosts()), Set.copyOf(settings.allowedOrigins()), settings.openHealth());
        var streams = new StreamRoutes(
                system,
                refs.presentation(),
                new Asks(system, refs, ApiSettings.PATIENCE_DEFAULT),
                StreamSettings.DEFAULT);
        var api = new Api(
                system,
                refs,
                new Api.Parts(
                        new ApiSettings(access, Version.current(), Registration.PROTOCOL, ApiSettings.PATIENCE_DEFAULT),
                        presence.credential()::reveal,
                        handshake,
                        streams.answers(),
                        Stream.concat(streams.endpoints().stream(), new ShutdownRoutes(shutdown).endpoints().stream())
                                .toList(),
                        Api.StaticFiles.NONE,
                        Api.RequestMeter.NONE,
                        clock,
                        ids));
        return Listener.open(system, settings.port(), api).thenApply(binding -> {
            var base = URI.create(
                    "http://" + Listener.LOOPBACK + ":" + binding.localAddress().getPort());
            address.set(base);
            return new Front(binding, settings, base);
        });
    }

    URI base() {
        return base;
    }

    /** Takes no new connection and lets requests under way finish, for a while. */
    void close() throws Exception {
        var done = binding.terminate(settings.stopTimeout()).toCompletableFuture();
        done.get(settings.stopTimeout().toMillis() + 1_000, TimeUnit.MILLISECONDS);
    }
}
