package dev.daemion.substrate.execution.tool.integration;

import dev.daemion.extension.definition.IntegrationDefinition.Mcp;
import dev.daemion.kernel.extension.Permissions;
import dev.daemion.kernel.protocol.ExecutionProtocol.LinkStatus;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one MCP server connected while its integration takes part.
 *
 * <pre>
 * connecting ──answers──► ready ──its end, or a list that cannot be read──► waiting ──back-off──► connecting
 *      └──fails─────────────────────────────────────────────────────────────►┘
 * </pre>
 *
 * Its tools stay known while it waits, so that a call says why it cannot work.
 */
final class McpConnection extends AbstractBehavior<McpConnection.Message> {
    /** A session that lasted so long was a good one: the next wait is the first again. */
    private static final Duration STEADY_AFTER = Duration.ofMinutes(1);
    /** Changes of the list within this time are one. */
    private static final Duration LIST_DELAY = Duration.ofSeconds(1);

    private static final String STEADY = "steady";
    private static final String LIST = "list";

    sealed interface Message {}

    private record Opened(
            McpConnector.@Nullable Opened opened, @Nullable Throwable failure) implements Message {}

    private record Ended(McpSession session, String reason) implements Message {}

    private record Listed(
            McpSession session,
            McpSession.@Nullable Listing listing,
            @Nullable Throwable failure) implements Message {}

    private record ToolsChanged() implements Message {}

    private record ListAgain() implements Message {}

    private record Retry() implements Message {}

    private record Steady() implements Message {}

    /**
     * What is to be connected.
     *
     * @param version of the extension, as approved
     */
    record Plan(String integration, int version, Mcp definition, Permissions permissions) {}

    /** What others are told of it. */
    record Stand(String integration, int version, LinkStatus state, String detail, String server, List<Tool> tools) {
        Stand {
            tools = List.copyOf(tools);
        }
    }

    private final Plan plan;
    private final IntegrationPorts ports;
    private final McpConnector connector;
    private final McpLink link;
    private final TimerScheduler<Message> timers;
    private final ActorRef<Stand> watcher;
    private final BiConsumer<ToolScope, String> told;
    private McpConnector.@Nullable Opened current;
    private List<Tool> tools = List.of();
    private int failureCount;

    /**
     * @param watcher told how it stands whenever that changes
     * @param told what the server says during a call
     */
    static Behavior<Message> create(
            Plan plan, IntegrationPorts ports, ActorRef<Stand> watcher, BiConsumer<ToolScope, String> told) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new McpConnection(context, timers, plan, ports, watcher, told)));
    }

    private McpConnection(
            ActorContext<Message> context,
            TimerScheduler<Message> timers,
            Plan plan,
            IntegrationPorts ports,
            ActorRef<Stand> watcher,
            BiConsumer<ToolScope, String> told) {
        super(context);
        this.timers = timers;
        this.plan = plan;
        this.ports = ports;
        this.watcher = watcher;
        this.told = told;
        this.connector = new McpConnector(plan.definition(), plan.permissions(), ports);
        this.link = new McpLink(plan.integration());
        connect();
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Opened.class, this::opened)
                .onMessage(Ended.class, this::ended)
                .onMessage(ToolsChanged.class, this::toolsChanged)
                .onMessage(ListAgain.class, this::listAgain)
                .onMessage(Listed.class, this::listed)
                .onMessage(Retry.class, _ -> connect())
                .onMessage(Steady.class, this::steady)
                .onSignal(PreRestart.class, _ -> close())
                .onSignal(PostStop.class, _ -> close())
                .build();
    }

    private Behavior<Message> connect() {
        var self = getContext().getSelf();
        say(LinkStatus.CONNECTING, "");
        // The list may change from a thread of the session: the message is the way here.
        getContext().pipeToSelf(connector.open(() -> self.tell(new ToolsChanged())), Opened::new);
        return this;
    }

    private Behavior<Message> opened(Opened message) {
        var opened = message.opened();
        if (opened == null) {
            var failure = message.failure();
            return wait(failure == null ? "It cannot be talked to." : connector.reason(failure));
        }
        current = opened;
        link.connected(opened.session());
        var self = getContext().getSelf();
        opened.session().ended().thenAccept(reason -> self.tell(new Ended(opened.session(), reason)));
        timers.startSingleTimer(STEADY, new Steady(), STEADY_AFTER);
        return offer(opened, opened.listing());
    }

    private Behavior<Message> offer(McpConnector.Opened opened, McpSession.Listing listing) {
        var specs = McpSpecs.of(plan.integration(), plan.definition(), plan.permissions(), listing);
        tools = specs.tools().stream()
                .<Tool>map(offered ->
                        new McpTool(offered.spec(), offered.rawName(), link, opened.secrets(), told, ports.images()))
                .toList();
        say(LinkStatus.READY, String.join(" ", specs.problems()));
        return this;
    }

    private Behavior<Message> ended(Ended message) {
        return isCurrent(message.session()) ? wait(message.reason()) : this;
    }

    private Behavior<Message> wait(String said) {
        var reason = connector.masked(said);
        close();
        link.lost(reason);
        timers.cancel(STEADY);
        timers.cancel(LIST);
        var waits = ports.backOff();
        var delay = waits.get(Math.min(failureCount, waits.size() - 1));
        failureCount++;
        timers.startSingleTimer(new Retry(), delay);
        getContext().getLog().warn("The integration {} is not connected: {}", plan.integration(), reason);
        say(LinkStatus.FAILED, reason + " Tried again in " + delay.toSeconds() + " s.");
        return this;
    }

    private Behavior<Message> toolsChanged(ToolsChanged message) {
        if (current != null && !timers.isTimerActive(LIST)) {
            timers.startSingleTimer(LIST, new ListAgain(), LIST_DELAY);
        }
        return this;
    }

    private Behavior<Message> listAgain(ListAgain message) {
        if (current != null) {
            var session = current.session();
            getContext().pipeToSelf(session.list(), (listing, failure) -> new Listed(session, listing, failure));
        }
        return this;
    }

    private Behavior<Message> listed(Listed message) {
        if (current == null || !isCurrent(message.session())) {
            return this;
        }
        return message.listing() == null
                ? wait("Its changed list of tools cannot be read.")
                : offer(current, message.listing());
    }

    private Behavior<Message> steady(Steady message) {
        failureCount = 0;
        return this;
    }

    private boolean isCurrent(McpSession session) {
        return current != null && current.session() == session;
    }

    private Behavior<Message> close() {
        if (current != null) {
            current.session().close();
            current = null;
        }
        return this;
    }

    private void say(LinkStatus state, String detail) {
        watcher.tell(new Stand(
                plan.integration(), plan.version(), state, detail, current == null ? "" : current.server(), tools));
    }
}
