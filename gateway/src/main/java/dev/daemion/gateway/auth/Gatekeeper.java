package dev.daemion.gateway.auth;

import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * The three questions every request answers before anything else looks at it: for whom is it (Host), which page sent it
 * (Origin), who asks (token).
 */
public final class Gatekeeper {
    private static final String OPAQUE = "null";

    private final HostCheck hosts;
    private final OriginCheck origins;
    private final CredentialSource credentials;
    private final Function<String, CompletionStage<Optional<DeviceView>>> devices;

    /** @param devices finds the device whose token has a SHA-256 (hex) */
    public Gatekeeper(
            AccessSettings settings,
            CredentialSource credentials,
            Function<String, CompletionStage<Optional<DeviceView>>> devices) {
        this.hosts = new HostCheck(settings.allowedHosts());
        this.origins = new OriginCheck(settings.allowedOrigins());
        this.credentials = credentials;
        this.devices = devices;
    }

    /**
     * What the first two questions gave.
     *
     * @param authority the host and port the client used, to build links with; empty when refused
     * @param corsOrigin the foreign origin that may read the answer; null for our own pages and for programs
     * @param refusal null when the request may go on
     */
    public record Admission(
            String authority,
            @Nullable String corsOrigin,
            @Nullable Problem refusal) {}

    /** Which tokens a route accepts. */
    public enum Door {
        /** The {@code Authorization} header only. */
        HEADER,
        /** Event streams: also the WebSocket subprotocol and the query. */
        STREAM
    }

    /**
     * The same for what apps send, whose pages have an opaque origin: {@code Origin: null} may go on, to a route that a
     * ticket opens.
     */
    public Admission admitSandboxed(HttpRequest request) {
        var origin = Tokens.values(request, "origin");
        if (!origin.equals(List.of(OPAQUE))) {
            return admit(request);
        }
        return hosts.check(Tokens.values(request, "host"))
                .map(host -> new Admission(host.authority(), OPAQUE, null))
                .orElseGet(() -> admit(request));
    }

    public Admission admit(HttpRequest request) {
        var host = hosts.check(Tokens.values(request, "host"));
        if (host.isEmpty()) {
            return refused(
                    ProblemCode.HOST_REFUSED,
                    "This gateway answers to 127.0.0.1, localhost and [::1]. Add another name under"
                            + " gateway.allowed-hosts if it is yours.");
        }
        var origin = Tokens.values(request, "origin");
        return switch (origins.check(origin, host.get())) {
            case OWN -> new Admission(host.get().authority(), null, null);
            case ALLOWED -> new Admission(host.get().authority(), origin.getFirst(), null);
            case REFUSED ->
                refused(
                        ProblemCode.ORIGIN_REFUSED,
                        "Pages of this origin may not call the gateway. Add it under gateway.allowed-origins if it is"
                                + " yours.");
        };
    }

    /** Who asks; a {@link Caller.Stranger} when the token is missing, of the wrong form or nobody's. */
    public CompletionStage<Caller> identify(HttpRequest request, Door door) {
        var token = switch (door) {
            case HEADER -> Tokens.fromHeader(request);
            case STREAM -> Tokens.fromStream(request);
        };
        if (token.isEmpty()) {
            return CompletableFuture.completedStage(new Caller.Stranger());
        }
        var digest = Tokens.sha256(token.get());
        // digests have one length, so the comparison takes the same time for every token
        if (MessageDigest.isEqual(digest, Tokens.sha256(credentials.credential()))) {
            return CompletableFuture.completedStage(new Caller.LocalProcess());
        }
        return devices.apply(Tokens.hex(digest))
                .thenApply(device -> device.<Caller>map(found -> new Caller.PairedDevice(found.id(), found.name()))
                        .orElseGet(Caller.Stranger::new));
    }

    private static Admission refused(ProblemCode code, String detail) {
        return new Admission("", null, new Problem(code, detail));
    }
}
