package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.definition.IntegrationDefinition.Http;
import dev.daemion.extension.definition.IntegrationDefinition.Mcp;
import dev.daemion.extension.definition.IntegrationDefinition.Webhook;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Permissions;
import dev.daemion.kernel.protocol.ExecutionProtocol.IntegrationView;
import dev.daemion.kernel.protocol.ExecutionProtocol.LinkStatus;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.web.HttpEndpointTool;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * All integrations that take part, in the version that was approved: what they bring comes into the toolbox, and goes
 * when they do. One {@link McpConnection} for each MCP server, restarted when it fails, replaced when its version
 * changes.
 */
public final class IntegrationDesk extends AbstractBehavior<IntegrationDesk.Message> {
    /** Servers connected at once; further ones are said to be too many. */
    static final int SERVERS_MAX = 32;

    private static final Duration RESTART_MIN = Duration.ofSeconds(1);
    private static final Duration RESTART_MAX = Duration.ofMinutes(1);
    private static final String SOURCE = "integration ";

    /** Supertype of all it receives. */
    public sealed interface Message {}

    /** What takes part now. */
    public record CatalogCame(Catalog catalog) implements Message {}

    /** By name. */
    public record Report(ActorRef<StatusReply<List<IntegrationView>>> replyTo) implements Message {}

    private record Stood(McpConnection.Stand stand) implements Message {}

    /** @param connection null unless it is an MCP server that may connect */
    private record Present(
            ExtensionView extension,
            IntegrationView view,
            @Nullable ActorRef<McpConnection.Message> connection) {}

    private final IntegrationPorts ports;
    private final CallWords words;
    private final Map<String, Present> present = new TreeMap<>();
    private final ActorRef<McpConnection.Stand> watcher;
    private int serial;

    public static Behavior<Message> create(IntegrationPorts ports, SubstrateRefs refs, Clock clock) {
        return Behaviors.setup(context -> new IntegrationDesk(context, ports, refs, clock));
    }

    private IntegrationDesk(ActorContext<Message> context, IntegrationPorts ports, SubstrateRefs refs, Clock clock) {
        super(context);
        this.ports = ports;
        this.words = new CallWords(refs, clock);
        this.watcher = context.messageAdapter(McpConnection.Stand.class, Stood::new);
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(CatalogCame.class, this::catalogCame)
                .onMessage(Stood.class, this::stood)
                .onMessage(Report.class, this::report)
                .onSignal(PreRestart.class, _ -> takeAllAway())
                .onSignal(PostStop.class, _ -> takeAllAway())
                .build();
    }

    private Behavior<Message> catalogCame(CatalogCame message) {
        var wanted = new TreeMap<String, ExtensionView>();
        message.catalog().ofType(ExtensionType.INTEGRATION).forEach(one -> wanted.put(one.name(), one));
        for (var before : List.copyOf(present.values())) {
            var now = wanted.get(before.extension().name());
            if (now == null || !isSame(before.extension(), now)) {
                remove(before);
            }
        }
        wanted.values().stream().filter(one -> !present.containsKey(one.name())).forEach(this::add);
        return this;
    }

    private static boolean isSame(ExtensionView before, ExtensionView now) {
        return before.id().equals(now.id())
                && before.version() == now.version()
                && before.definition().equals(now.definition());
    }

    private void add(ExtensionView extension) {
        switch (Definitions.integration(extension)) {
            case Http http -> addEndpoints(extension, http);
            case Mcp mcp -> addServer(extension, mcp);
            case Webhook _ -> keep(extension, "webhook", LinkStatus.READY, "Others call it.", List.of(), null);
        }
    }

    private void addEndpoints(ExtensionView extension, Http http) {
        var permissions = Permissions.of(extension.permissions());
        var tools = new ArrayList<Tool>();
        endpointTools(extension.name(), http)
                .forEach((endpoint, name) -> tools.add(
                        new HttpEndpointTool(name, extension.name(), endpoint, http, permissions, ports.endpoints())));
        ports.toolbox().bring(SOURCE + extension.name(), tools);
        keep(extension, "http", LinkStatus.READY, "", names(tools), null);
    }

    /** What the tools of an integration's endpoints are called, by endpoint. */
    static Map<String, String> endpointTools(String integration, Http http) {
        var taken = new HashSet<String>();
        var names = new LinkedHashMap<String, String>();
        http.endpoints()
                .keySet()
                .forEach(endpoint -> names.put(endpoint, ToolNames.of("http", integration, endpoint, taken)));
        return names;
    }

    private void addServer(ExtensionView extension, Mcp mcp) {
        if (present.values().stream().filter(one -> one.connection() != null).count() >= SERVERS_MAX) {
            var detail = SERVERS_MAX + " MCP servers are connected already; disable one you do not need.";
            keep(extension, "mcp", LinkStatus.FAILED, detail, List.of(), null);
            return;
        }
        int number = ++serial;
        var plan = new McpConnection.Plan(
                extension.name(), extension.version(), mcp, Permissions.of(extension.permissions()));
        var connection = McpConnection.create(plan, ports, watcher, words.of(extension.name()));
        var ref = getContext()
                .spawn(
                        Behaviors.supervise(connection)
                                .onFailure(
                                        Exception.class,
                                        SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, 0.2)),
                        "mcp-" + extension.name() + "-" + number);
        keep(extension, "mcp", LinkStatus.CONNECTING, "", List.of(), ref);
    }

    private Behavior<Message> stood(Stood message) {
        var stand = message.stand();
        var one = present.get(stand.integration());
        if (one == null || one.extension().version() != stand.version()) {
            return this;
        }
        ports.toolbox().bring(SOURCE + stand.integration(), stand.tools());
        var detail = stand.server().isEmpty()
                ? stand.detail()
                : ("Connected to " + PlainText.line(stand.server(), 100) + ". " + stand.detail()).strip();
        keep(one.extension(), "mcp", stand.state(), detail, names(stand.tools()), one.connection());
        return this;
    }

    private void keep(
            ExtensionView extension,
            String kind,
            LinkStatus state,
            String detail,
            List<String> tools,
            @Nullable ActorRef<McpConnection.Message> connection) {
        var view = new IntegrationView(extension.id(), extension.name(), kind, state, detail, tools);
        present.put(extension.name(), new Present(extension, view, connection));
    }

    private void remove(Present one) {
        if (one.connection() != null) {
            getContext().stop(one.connection());
        }
        ports.toolbox().bring(SOURCE + one.extension().name(), List.of());
        present.remove(one.extension().name());
    }

    private Behavior<Message> takeAllAway() {
        present.keySet().forEach(name -> ports.toolbox().bring(SOURCE + name, List.of()));
        return this;
    }

    private Behavior<Message> report(Report query) {
        query.replyTo()
                .tell(StatusReply.success(
                        present.values().stream().map(Present::view).toList()));
        return this;
    }

    private static List<String> names(List<Tool> tools) {
        return tools.stream().map(tool -> tool.spec().name()).toList();
    }
}
