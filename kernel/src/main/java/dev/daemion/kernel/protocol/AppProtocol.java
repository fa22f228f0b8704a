package dev.daemion.kernel.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.daemion.kernel.id.ExtensionId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What others may say to the execution substrate about apps: what they are, and for those with a server, that it is to
 * run or not. Behaviour: {@code AppDesk}.
 */
public interface AppProtocol {
    /** Servers that run at once. */
    int RUNNING_MAX = 8;

    sealed interface Command extends ExecutionProtocol.Message {}

    /** Apps that take part, by name, without their logs. */
    record Apps(ActorRef<StatusReply<List<AppView>>> replyTo) implements Command {}

    /** Refused: EXTENSION_NOT_FOUND. */
    record OneApp(String name, ActorRef<StatusReply<AppView>> replyTo) implements Command {}

    /**
     * Starts the server of an app; answered at once, while it starts. One that starts or runs stays as it is. Refused:
     * EXTENSION_NOT_FOUND, CONFLICT when the app has no server, TOO_MANY.
     */
    record StartApp(String name, ActorRef<StatusReply<AppView>> replyTo) implements Command {}

    /** Answered at once, while it stops. Refused: EXTENSION_NOT_FOUND, CONFLICT when the app has no server. */
    record StopApp(String name, ActorRef<StatusReply<AppView>> replyTo) implements Command {}

    /** Stops it when it runs, then starts it. Refused as {@link StartApp} is. */
    record RestartApp(String name, ActorRef<StatusReply<AppView>> replyTo) implements Command {}

    /**
     * @param subtype {@code html}, {@code chart}, {@code markdown}, {@code interactive} or {@code fullstack}
     * @param launch counts the starts of any app since the gateway started; 0 before the first of this one
     * @param port it was given, on loopback; null unless it starts, runs or stops
     * @param detail a sentence when there is something to say: why it failed, that it runs without a sandbox
     * @param since when it came into this status; null for one that was never started
     * @param log the end of what it has printed, at most 200 lines; empty in lists
     */
    record AppView(
            ExtensionId id,
            String name,
            String description,
            String subtype,
            @Nullable String icon,
            int version,
            AppStatus status,
            long launch,
            @Nullable Integer port,
            String detail,
            @Nullable Instant since,
            List<String> log) {
        public AppView {
            log = List.copyOf(log);
        }
    }

    /**
     * How an app stands.
     *
     * <pre>
     * stopped ──start──► starting ──answers──► running ──stop──► stopping ──ended──► stopped
     *                        └──ends, or stays silent──► failed ◄──ends by itself──┘ (running)
     * </pre>
     */
    enum AppStatus {
        /** It has no server: it is shown as it is. */
        STATIC,
        STOPPED,
        STARTING,
        RUNNING,
        STOPPING,
        FAILED;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
