package dev.daemion.gateway.http;

import dev.daemion.gateway.auth.Caller;
import dev.daemion.gateway.auth.CredentialSource;
import dev.daemion.gateway.auth.Gatekeeper;
import dev.daemion.gateway.discovery.Handshake;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol.Authenticate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Every route there is, and what happens to a request on its way to one: Host, Origin, token, route, answer, headers.
 */
public final class Api {
    private final ActorSystem<?> system;
    private final Gatekeeper gatekeeper;
    private final Problems problems;
    private final List<Endpoint> endpoints;
    private final Router router;
    private final StaticFiles files;
    private final RequestMeter meter;

    /**
     * What the interface is made of besides the substrates.
     *
     * @param handshake proves to a nonce that this process knows the credential
     * @param stream the streaming form of {@code POST /chat}
     * @param more routes that live elsewhere: streams, metrics
     */
    public record Parts(
            ApiSettings settings,
            CredentialSource credentials,
            Function<String, Handshake.Answer> handshake,
            AnswerStream stream,
            List<Endpoint> more,
            StaticFiles files,
            RequestMeter meter,
            Clock clock,
            IdSource ids) {
        public Parts {
            more = List.copyOf(more);
        }
    }

    /** Finds the web app's file for a request; empty when there is none. */
    @FunctionalInterface
    public interface StaticFiles {
        StaticFiles NONE = request -> Optional.empty();

        Optional<HttpResponse> find(HttpRequest request);
    }

    /** Notes each request once it is answered. */
    @FunctionalInterface
    public interface RequestMeter {
        RequestMeter NONE = (method, template, status, nanos) -> {};

        /**
         * @param template of the route, {@code (static)} for a file, {@code (none)} without a route
         * @param nanos from the request's last header to the answer's first byte
         */
        void answered(String method, String template, int status, long nanos);
    }

    public Api(ActorSystem<?> system, SubstrateRefs refs, Parts parts) {
        var asks = new Asks(system, refs, parts.settings().patience());
        var access = parts.settings().access();
        this.system = system;
        this.gatekeeper = new Gatekeeper(
                access,
                parts.credentials(),
                hash -> asks.<Optional<DeviceView>>presentation(replyTo -> new Authenticate(hash, replyTo)));
        this.problems = new Problems(parts.ids());
        this.files = parts.files();
        this.meter = parts.meter();
        this.endpoints = Stream.of(
                        new HealthRoutes(asks, parts.settings(), parts.handshake(), parts.clock()).endpoints(),
                        new DeviceRoutes(asks, new PublicUrl(access.allowedHosts())).endpoints(),
                        new ChatRoutes(asks, parts.stream()).endpoints(),
                        new ThreadRoutes(asks).endpoints(),
                        new RunRoutes(asks).endpoints(),
                        new JobRoutes(asks).endpoints(),
                        new HookRoutes(asks).endpoints(),
                        new ApprovalRoutes(asks).endpoints(),
                        new GrantRoutes(asks).endpoints(),
                        new NotificationRoutes(asks).endpoints(),
                        new PushRoutes(asks).endpoints(),
                        new ExtensionRoutes(asks).endpoints(),
                        new LedgerRoutes(asks).endpoints(),
                        new CatalogRoutes(asks).endpoints(),
                        new SoulRoutes(asks).endpoints(),
                        new HistoryRoutes(asks, parts.clock()).endpoints(),
                        new WidgetRoutes(asks).endpoints(),
                        new ArtifactRoutes(asks).endpoints(),
                        new FileRoutes(asks).endpoints(),
                        new SpecRoutes().endpoints(),
                        parts.more())
                .flatMap(List::stream)
                .toList();
        this.router = new Router(endpoints);
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Answers one request; never fails. */
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        long started = System.nanoTime();
        var isSandboxed = request.getUri().path().startsWith(Endpoint.SANDBOX);
        var admission = isSandboxed ? gatekeeper.admitSandboxed(request) : gatekeeper.admit(request);
        var template = new Template();
        return guarded(() -> answer(request, admission, template)).thenApply(answer -> {
            meter.answered(
                    request.method().value(), template.name, answer.status().intValue(), System.nanoTime() - started);
            return Headers.secure(answer, admission.corsOrigin());
        });
    }

    /** Which route it came to, for the meter. */
    private static final class Template {
        private String name = "(none)";
    }

    private CompletionStage<HttpResponse> guarded(Supplier<CompletionStage<HttpResponse>> work) {
        try {
            return work.get().exceptionally(problems::answer);
        } catch (RuntimeException failure) {
            return CompletableFuture.completedStage(problems.answer(failure));
        }
    }

    private CompletionStage<HttpResponse> answer(
            HttpRequest request, Gatekeeper.Admission admission, Template template) {
        if (admission.refusal() != null) {
            return refuse(request, admission.refusal());
        }
        var method = request.method().value();
        if (method.equals("OPTIONS")
                && admission.corsOrigin() != null
                && request.getHeader("Access-Control-Request-Method").isPresent()) {
            template.name = "(preflight)";
            return CompletableFuture.completedStage(Headers.preflight());
        }
        var match = router.find(request.getUri().path());
        var endpoint = match.flatMap(found -> found.endpoint(method));
        if (match.isEmpty()) {
            var file = files.find(request);
            if (file.isPresent()) {
                template.name = "(static)";
                return CompletableFuture.completedStage(file.get());
            }
        }
        template.name = match.flatMap(
                        found -> found.byMethod().values().stream().findFirst())
                .map(Endpoint::template)
                .orElse(template.name);
        if (endpoint.filter(e -> e.access() == Endpoint.Access.TICKET).isPresent()) {
            return call(endpoint.get(), match.get().values(), request, new Caller.Stranger(), admission);
        }
        var door = endpoint.filter(e -> e.access() == Endpoint.Access.STREAM).isPresent()
                ? Gatekeeper.Door.STREAM
                : Gatekeeper.Door.HEADER;
        return gatekeeper.identify(request, door).thenCompose(caller -> {
            var isOpen =
                    endpoint.filter(e -> e.access() == Endpoint.Access.OPEN).isPresent();
            if (caller instanceof Caller.Stranger && !isOpen) {
                return refuse(request, unauthorized());
            }
            if (match.isEmpty()) {
                return refuse(request, new Problem(ProblemCode.NOT_FOUND, "There is nothing at this path. See /docs."));
            }
            return endpoint.isEmpty()
                    ? wrongMethod(request, match.get())
                    : call(endpoint.get(), match.get().values(), request, caller, admission);
        });
    }

    private CompletionStage<HttpResponse> call(
            Endpoint endpoint,
            List<String> values,
            HttpRequest request,
            Caller caller,
            Gatekeeper.Admission admission) {
        var body = new RequestBody(request, system);
        var exchange = new Exchange(request, caller, admission.authority(), endpoint, values, body);
        return guarded(() -> endpoint.handler().handle(exchange)).thenApply(answer -> {
            body.drain();
            return answer;
        });
    }

    private static Problem unauthorized() {
        return new Problem(
                ProblemCode.UNAUTHORIZED, "Send a valid token: Authorization: Bearer …. Pair a device to get one.");
    }

    private CompletionStage<HttpResponse> wrongMethod(HttpRequest request, Router.Match match) {
        var allow = RawHeader.create("Allow", match.allowed());
        if (request.method().value().equals("OPTIONS")) {
            return CompletableFuture.completedStage(Answers.noContent().addHeader(allow));
        }
        var problem = new Problem(
                ProblemCode.METHOD_NOT_ALLOWED,
                "This path does not take " + Quoted.of(request.method().value()) + ". It takes " + match.allowed()
                        + ".");
        return refuse(request, problem).thenApply(answer -> answer.addHeader(allow));
    }

    private CompletionStage<HttpResponse> refuse(HttpRequest request, Problem problem) {
        new RequestBody(request, system).drain();
        return CompletableFuture.completedStage(Problems.answer(problem));
    }
}
