package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.extension.definition.IntegrationDefinition.Mcp;
import dev.daemion.extension.definition.IntegrationDefinition.Text;
import dev.daemion.kernel.extension.Permissions;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.secret.Secret;
import dev.daemion.substrate.execution.process.Launch;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.spec.McpClientTransport;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Begins sessions with one server, by its command or its address. Thread-safe. */
final class McpConnector {
    private static final int RESPONSE_BYTES_MAX = 8 * 1024 * 1024;
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final Mcp definition;
    private final Permissions permissions;
    private final IntegrationPorts ports;
    private final Collection<Secret> given = new CopyOnWriteArrayList<>();

    McpConnector(Mcp definition, Permissions permissions, IntegrationPorts ports) {
        this.definition = definition;
        this.permissions = permissions;
        this.ports = ports;
    }

    /** @param secrets what the server was given */
    record Opened(McpSession session, String server, McpSession.Listing listing, List<Secret> secrets) {}

    /** Starts it, says hello and asks for its tools; nothing is left behind when that fails. */
    CompletionStage<Opened> open(Runnable toolsChanged) {
        return CompletableFuture.supplyAsync(() -> begin(toolsChanged), ports.blocking())
                .thenCompose(begun -> {
                    var session = begun.session();
                    var opened = session.initialize()
                            .thenCompose(server -> session.list()
                                    .thenApply(listing -> new Opened(session, server, listing, begun.secrets())))
                            .toCompletableFuture();
                    return opened.orTimeout(ports.startMax().toMillis(), TimeUnit.MILLISECONDS)
                            .whenComplete((_, failure) -> {
                                if (failure != null) {
                                    session.close();
                                }
                            });
                });
    }

    /** What it or its program says, without the secrets it was ever given. */
    String masked(String text) {
        return Masking.of(text, given);
    }

    /** Why it did not connect, a sentence. */
    String reason(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null && !(cause instanceof Problem) && !(cause instanceof McpSession.Gone)) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case Problem problem -> problem.detail();
            case McpSession.Gone gone -> String.valueOf(gone.getMessage());
            case TimeoutException _ ->
                "It did not answer within " + ports.startMax().toSeconds() + " seconds after its start.";
            default -> "It cannot be talked to: " + PlainText.line(String.valueOf(cause), 300) + ".";
        };
    }

    private record Begun(McpSession session, List<Secret> secrets) {}

    private Begun begin(Runnable toolsChanged) {
        var secrets = new ArrayList<Secret>();
        var session = new McpSession(
                definition.url() == null ? child(secrets) : address(definition.url(), secrets),
                ports.startMax(),
                Duration.ofSeconds(definition.timeoutSeconds()),
                ports.version(),
                toolsChanged);
        return new Begun(session, secrets);
    }

    private Function<Consumer<String>, McpClientTransport> child(List<Secret> secrets) {
        var launch = Launch.of(definition.command(), directory()).withEnvironment(values(definition.env(), secrets));
        return ended -> new ChildTransport(ports.launcher(), launch, McpJsonDefaults.getMapper(), this::masked, ended);
    }

    private Function<Consumer<String>, McpClientTransport> address(String url, List<Secret> secrets) {
        var uri = URI.create(url);
        boolean isSecure = "https".equals(uri.getScheme());
        if (permissions.hosts() != null
                && !permissions.reaches(isSecure, String.valueOf(uri.getHost()), uri.getPort())) {
            throw new Problem(
                    ProblemCode.FORBIDDEN,
                    "The integration has no permission for the host " + uri.getHost()
                            + "; name it under hosts of its permissions.");
        }
        var headers = values(definition.headers(), secrets);
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        return _ -> HttpClientStreamableHttpTransport.builder(uri.getScheme() + "://" + uri.getRawAuthority())
                .endpoint(target)
                .jsonMapper(McpJsonDefaults.getMapper())
                .connectTimeout(CONNECT_MAX)
                .maxResponseSize(RESPONSE_BYTES_MAX)
                .supportedProtocolVersions(McpVersions.ALL)
                // Headers may hold credentials: they go to the address that was approved and nowhere else.
                .customizeClient(client ->
                        client.followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1))
                .addHttpRequestCustomizer((request, _, _, _, _) -> headers.forEach(request::setHeader))
                .build();
    }

    private Path directory() {
        var said = definition.directory();
        if (said == null) {
            return ports.workspace();
        }
        return said.startsWith("~/")
                ? ports.userHome().resolve(said.substring(2))
                : ports.workspace().resolve(said);
    }

    private Map<String, String> values(Map<String, Text> texts, List<Secret> secrets) {
        var values = new HashMap<String, String>();
        texts.forEach((name, text) -> values.put(name, value(text, secrets)));
        return values;
    }

    private String value(Text text, List<Secret> secrets) {
        if (text.value() != null) {
            return text.value();
        }
        var name = String.valueOf(text.secret());
        var secret = ports.secrets()
                .apply(name)
                .orElseThrow(() -> new Problem(
                        ProblemCode.NOT_FOUND,
                        "There is no secret " + name + ": put a line " + name
                                + "=… into the file secrets in Daemion's home."));
        secrets.add(secret);
        if (!given.contains(secret)) {
            given.add(secret);
        }
        return secret.reveal();
    }
}
