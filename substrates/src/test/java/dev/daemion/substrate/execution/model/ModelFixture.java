package dev.daemion.substrate.execution.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.provider.ProviderKind;
import dev.daemion.kernel.provider.ProviderSettings;
import dev.daemion.kernel.secret.SecretStore;
import dev.daemion.substrate.execution.model.anthropic.AnthropicWire;
import dev.daemion.substrate.execution.model.call.HttpTransport;
import dev.daemion.substrate.execution.model.call.ProviderAccess;
import dev.daemion.substrate.execution.model.call.RetryPolicy;
import dev.daemion.substrate.execution.model.call.RetryingModelClient;
import dev.daemion.substrate.execution.model.openai.OpenAiWire;
import dev.daemion.substrate.execution.model.wire.ModelServer;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.testkit.javadsl.TestKit;

/** Clients of scripted providers with quick retries, and requests to make of them. */
public final class ModelFixture implements AutoCloseable {
    public static final String KEY = "sk-test-0123456789abcdef";
    public static final Duration WAIT = Duration.ofSeconds(20);

    public final ActorSystem system = ActorSystem.create("models");
    public final HttpTransport transport = new HttpTransport(Clock.systemUTC());
    public final SecretStore secrets = new SecretStore(Map.of("KEY", KEY), Path.of("/nowhere/secrets"));

    public ModelServer server(ProviderKind kind) {
        return kind == ProviderKind.ANTHROPIC ? ModelServer.anthropic(KEY) : ModelServer.openAi(KEY);
    }

    public ProviderSettings settings(ProviderKind kind, URI url) {
        return ProviderSettings.of("lab", kind, url, "KEY")
                .withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    public ModelClient client(ProviderKind kind, URI url) {
        return client(settings(kind, url));
    }

    public ModelClient client(ProviderSettings settings) {
        return client(settings, secrets);
    }

    public ModelClient client(ProviderSettings settings, SecretStore store) {
        var provider = new ProviderAccess(settings, store);
        var wire = settings.kind() == ProviderKind.ANTHROPIC
                ? new AnthropicWire(transport, provider)
                : new OpenAiWire(transport, provider);
        var policy = new RetryPolicy(
                4, Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofSeconds(5), RandomGenerator.getDefault());
        return new RetryingModelClient(wire, provider, policy);
    }

    /** Everything of one call, at most 20 s. */
    public List<ModelEvent> events(ModelClient client, ModelRequest request) {
        try {
            return client.stream(request)
                    .runWith(Sink.seq(), system)
                    .toCompletableFuture()
                    .get(WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The problem with which a call fails. */
    public Problem problem(ModelClient client, ModelRequest request) {
        try {
            throw new AssertionError("it did not fail but said " + events(client, request));
        } catch (CompletionException e) {
            if (e.getCause() instanceof Problem problem) return problem;
            throw e;
        }
    }

    public static String text(List<ModelEvent> events) {
        var text = new StringBuilder();
        for (var event : events) {
            if (event instanceof ModelEvent.Restarted) text.setLength(0);
            if (event instanceof ModelEvent.TextDelta(var delta)) text.append(delta);
        }
        return text.toString();
    }

    public static ModelEvent.Completed completed(List<ModelEvent> events) {
        return (ModelEvent.Completed) events.getLast();
    }

    public static String finalText(List<ModelEvent> events) {
        return completed(events).blocks().stream()
                .filter(ReplyBlock.Text.class::isInstance)
                .map(block -> ((ReplyBlock.Text) block).text())
                .collect(Collectors.joining());
    }

    public static ModelRequest ask(String question) {
        return request(List.of(new ModelMessage.FromUser(question, List.of())));
    }

    public static ModelRequest request(List<ModelMessage> messages) {
        return new ModelRequest(
                new RunId(RunId.PREFIX + "00000000000000000000000001"),
                new ThreadId(ThreadId.PREFIX + "00000000000000000000000001"),
                "scripted-model",
                "You are a test.",
                messages,
                List.of(tool("Read", "path"), tool("LS", "path")),
                1000,
                true);
    }

    public static ToolSpec tool(String name, String property) {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties").putObject(property).put("type", "string");
        return new ToolSpec(name, "Does " + name + ".", schema, true);
    }

    @Override
    public void close() {
        transport.close();
        TestKit.shutdownActorSystem(system);
    }
}
