package dev.daemion.substrate.execution.app;

import dev.daemion.extension.definition.Definitions;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Warrant;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.AppProtocol;
import dev.daemion.kernel.protocol.AppProtocol.AppStatus;
import dev.daemion.kernel.protocol.AppProtocol.AppView;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.substrate.execution.process.Child;
import dev.daemion.substrate.execution.process.Exit;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The apps that take part and the servers of those that have one; the states are drawn at {@link AppStatus}. A server
 * runs in the version that was approved: another one in force ends it and starts anew, an app that no longer takes part
 * is ended. Nothing starts by itself.
 */
public final class AppDesk extends AbstractBehavior<ExecutionProtocol.Message> {
    private final Clock clock;
    private final AppPorts ports;
    private final AppLauncher launcher;
    private final TimerScheduler<ExecutionProtocol.Message> timers;
    /** Of apps with a server, by name; those that are gone stay until they have ended. */
    private final Map<String, AppRun> runs = new TreeMap<>();

    private Catalog catalog = Catalog.EMPTY;
    private long launches;

    /** What takes part now. */
    public record CatalogCame(Catalog catalog) implements ExecutionProtocol.Message {}

    private record Launched(
            AppRun run,
            long launch,
            AppLauncher.@Nullable Launched started,
            @Nullable Throwable failure) implements ExecutionProtocol.Message {}

    private record Look(AppRun run, long launch) implements ExecutionProtocol.Message {}

    private record Looked(AppRun run, long launch, boolean isReady) implements ExecutionProtocol.Message {}

    private record Ended(AppRun run, Exit exit) implements ExecutionProtocol.Message {}

    public static Behavior<ExecutionProtocol.Message> create(AppPorts ports, Clock clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new AppDesk(context, timers, ports, clock)));
    }

    private AppDesk(
            ActorContext<ExecutionProtocol.Message> context,
            TimerScheduler<ExecutionProtocol.Message> timers,
            AppPorts ports,
            Clock clock) {
        super(context);
        this.timers = timers;
        this.ports = ports;
        this.clock = clock;
        this.launcher = new AppLauncher(ports);
    }

    @Override
    public Receive<ExecutionProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(AppProtocol.Apps.class, this::list)
                .onMessage(AppProtocol.OneApp.class, m -> reply(m.replyTo(), () -> one(m.name())))
                .onMessage(AppProtocol.StartApp.class, m -> reply(m.replyTo(), () -> start(server(m.name()))))
                .onMessage(AppProtocol.StopApp.class, m -> reply(m.replyTo(), () -> stop(server(m.name()))))
                .onMessage(AppProtocol.RestartApp.class, m -> reply(m.replyTo(), () -> restart(server(m.name()))))
                .onMessage(CatalogCame.class, this::catalogCame)
                .onMessage(Launched.class, this::launched)
                .onMessage(Look.class, this::look)
                .onMessage(Looked.class, this::looked)
                .onMessage(Ended.class, this::ended)
                .onSignal(PostStop.class, _ -> endAll())
                .build();
    }

    // ---- questions and wishes ----
    private Behavior<ExecutionProtocol.Message> list(AppProtocol.Apps query) {
        var views = new ArrayList<AppView>();
        catalog.ofType(ExtensionType.APP).forEach(app -> views.add(view(app, false)));
        views.sort((a, b) -> a.name().compareTo(b.name()));
        query.replyTo().tell(StatusReply.success(views));
        return this;
    }

    private AppView one(String name) {
        return view(app(name), true);
    }

    private AppView view(ExtensionView app, boolean withLog) {
        var run = runs.get(app.name());
        return run == null ? AppRun.view(app, AppStatus.STATIC, 0, null, "", null, List.of()) : run.view(withLog);
    }

    private ExtensionView app(String name) {
        return catalog.find(ExtensionType.APP, name)
                .orElseThrow(() -> new Problem(
                        ProblemCode.EXTENSION_NOT_FOUND,
                        "there is no active app '" + name + "': GET /apps lists them"));
    }

    private AppRun server(String name) {
        var app = app(name);
        var run = runs.get(name);
        if (run == null) {
            throw new Problem(
                    ProblemCode.CONFLICT,
                    "the app " + name + " has no server: it is "
                            + app.definition().path("subtype").asText() + " and is opened as it is");
        }
        return run;
    }

    private AppView start(AppRun run) {
        switch (run.status) {
            case STARTING, RUNNING, STATIC -> {}
            case STOPPING -> run.isWantedAgain = true;
            case STOPPED, FAILED -> {
                if (runs.values().stream().filter(AppRun::isActive).count() >= AppProtocol.RUNNING_MAX) {
                    throw new Problem(
                            ProblemCode.TOO_MANY,
                            AppProtocol.RUNNING_MAX + " apps run already: stop one you do not need");
                }
                begin(run);
            }
        }
        return run.view(true);
    }

    private AppView stop(AppRun run) {
        run.isWantedAgain = false;
        switch (run.status) {
            case STARTING, RUNNING -> end(run);
            case FAILED -> run.become(AppStatus.STOPPED, "", clock.instant());
            case STOPPED, STOPPING, STATIC -> {}
        }
        return run.view(true);
    }

    private AppView restart(AppRun run) {
        if (!run.isActive()) {
            return start(run);
        }
        if (run.status != AppStatus.STOPPING) {
            end(run);
        }
        run.isWantedAgain = true;
        return run.view(true);
    }

    // ---- the life of a server ----
    private void begin(AppRun run) {
        var warrant = catalog.warrant(ExtensionType.APP, run.app.name());
        if (warrant.isEmpty()) {
            return;
        }
        run.launch = ++launches;
        run.log = new AppLog();
        run.isWantedAgain = false;
        run.endsBecause = "";
        run.deadline = clock.instant().plus(ports.startMax());
        run.become(AppStatus.STARTING, "", clock.instant());
        long launch = run.launch;
        getContext()
                .pipeToSelf(
                        launch(run, warrant.get()), (started, failure) -> new Launched(run, launch, started, failure));
    }

    private CompletableFuture<AppLauncher.Launched> launch(AppRun run, Warrant warrant) {
        var definition = Definitions.app(run.app);
        var log = run.log;
        var result = new CompletableFuture<AppLauncher.Launched>();
        ports.blocking().execute(() -> {
            try {
                result.complete(launcher.start(warrant, definition, log));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                result.completeExceptionally(e);
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private Behavior<ExecutionProtocol.Message> launched(Launched message) {
        var run = message.run();
        var started = message.started();
        if (started == null) {
            failedToStart(run, message);
            return this;
        }
        // Only the newest start of a run is ever under way: the next one begins when this one has ended.
        run.child = started.child();
        run.port = started.port();
        getContext().pipeToSelf(started.child().exit(), (exit, _) -> new Ended(run, exit));
        if (run.status == AppStatus.STOPPING) {
            started.child().cancel();
        } else {
            run.detail = started.detail();
            lookSoon(run);
        }
        return this;
    }

    private void failedToStart(AppRun run, Launched message) {
        var cause = message.failure() == null ? null : Asks.cause(message.failure());
        if (!(cause instanceof Problem)) {
            getContext().getLog().warn("the app {} could not be started", run.app.name(), cause);
        }
        var why =
                cause instanceof Problem problem ? problem.detail() : "It could not be started; the log has the cause.";
        over(run, run.status == AppStatus.STOPPING ? AppStatus.STOPPED : AppStatus.FAILED, why);
    }

    private void lookSoon(AppRun run) {
        timers.startSingleTimer(run, new Look(run, run.launch), ports.lookEvery());
    }

    private Behavior<ExecutionProtocol.Message> look(Look message) {
        var run = message.run();
        var port = run.port;
        if (run.launch != message.launch() || run.status != AppStatus.STARTING || port == null) {
            return this;
        }
        if (clock.instant().isAfter(run.deadline)) {
            run.isWantedAgain = false;
            run.endsBecause = "It did not answer on port " + port + " within "
                    + ports.startMax().toSeconds() + " s. It has to listen on 127.0.0.1 at the port in PORT.";
            end(run);
            return this;
        }
        var path = Definitions.app(run.app).readyPath();
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(() -> ReadyCheck.passes(port, path), ports.blocking()),
                        (isReady, _) -> new Looked(run, message.launch(), Boolean.TRUE.equals(isReady)));
        return this;
    }

    private Behavior<ExecutionProtocol.Message> looked(Looked message) {
        var run = message.run();
        if (run.launch == message.launch() && run.status == AppStatus.STARTING) {
            if (message.isReady()) {
                run.become(AppStatus.RUNNING, run.detail, clock.instant());
            } else {
                lookSoon(run);
            }
        }
        return this;
    }

    private void end(AppRun run) {
        run.become(AppStatus.STOPPING, "", clock.instant());
        if (run.child != null) {
            run.child.cancel();
        }
    }

    private Behavior<ExecutionProtocol.Message> ended(Ended message) {
        var run = message.run();
        if (run.port != null) {
            launcher.ended(run.port);
        }
        var exit = message.exit();
        switch (run.status) {
            case STOPPING ->
                over(run, run.endsBecause.isEmpty() ? AppStatus.STOPPED : AppStatus.FAILED, run.endsBecause);
            case STARTING -> over(run, AppStatus.FAILED, "It ended before it answered. " + exit.detail());
            case RUNNING -> over(run, AppStatus.FAILED, "It ended by itself. " + exit.detail());
            case STOPPED, FAILED, STATIC -> {}
        }
        return this;
    }

    private void over(AppRun run, AppStatus status, String why) {
        run.child = null;
        run.port = null;
        run.become(status, why, clock.instant());
        var now = catalog.find(ExtensionType.APP, run.app.name());
        if (now.isEmpty() || !Definitions.app(now.get()).hasServer()) {
            runs.remove(run.app.name());
        } else {
            run.app = now.get();
            if (run.isWantedAgain) {
                begin(run);
            }
        }
    }

    // ---- what takes part ----
    private Behavior<ExecutionProtocol.Message> catalogCame(CatalogCame message) {
        catalog = message.catalog();
        for (var run : List.copyOf(runs.values())) {
            var now = catalog.find(ExtensionType.APP, run.app.name());
            if (now.isPresent() && isSame(run.app, now.get())) {
                run.app = now.get();
            } else if (run.isActive()) {
                // Another version is in force: what was approved before does not go on.
                boolean isWanted = now.isPresent() && run.status != AppStatus.STOPPING;
                if (run.status != AppStatus.STOPPING) {
                    end(run);
                }
                run.isWantedAgain = isWanted || (now.isPresent() && run.isWantedAgain);
            } else {
                runs.remove(run.app.name());
            }
        }
        catalog.ofType(ExtensionType.APP)
                .filter(app -> Definitions.app(app).hasServer())
                .forEach(app -> runs.computeIfAbsent(app.name(), _ -> new AppRun(app)));
        return this;
    }

    private static boolean isSame(ExtensionView before, ExtensionView now) {
        return before.id().equals(now.id())
                && before.version() == now.version()
                && before.definition().equals(now.definition());
    }

    private Behavior<ExecutionProtocol.Message> endAll() {
        runs.values().stream()
                .map(run -> run.child)
                .filter(child -> child != null)
                .forEach(Child::cancel);
        return this;
    }

    private interface Answer {
        AppView get();
    }

    private Behavior<ExecutionProtocol.Message> reply(ActorRef<StatusReply<AppView>> replyTo, Answer answer) {
        StatusReply<AppView> reply;
        try {
            reply = StatusReply.success(answer.get());
        } catch (Problem problem) {
            reply = StatusReply.error(problem);
        }
        replyTo.tell(reply);
        return this;
    }
}
