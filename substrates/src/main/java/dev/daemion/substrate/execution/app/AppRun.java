package dev.daemion.substrate.execution.app;

import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.protocol.AppProtocol.AppStatus;
import dev.daemion.kernel.protocol.AppProtocol.AppView;
import dev.daemion.substrate.execution.process.Child;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One app with a server, and how it stands. Owned by one actor: not thread-safe. */
final class AppRun {
    ExtensionView app;
    AppStatus status = AppStatus.STOPPED;
    /** Tells what belongs to this start from what belongs to an earlier one. */
    long launch;

    AppLog log = new AppLog();
    String detail = "";
    /** Why it is ended although nobody has asked for that; empty when somebody has. */
    String endsBecause = "";

    Instant deadline = Instant.MAX;

    @Nullable
    Instant since;

    @Nullable
    Child child;

    @Nullable
    Integer port;
    /** It is to start again once it has stopped. */
    boolean isWantedAgain;

    AppRun(ExtensionView app) {
        this.app = app;
    }

    boolean isActive() {
        return switch (status) {
            case STARTING, RUNNING, STOPPING -> true;
            case STOPPED, FAILED, STATIC -> false;
        };
    }

    void become(AppStatus next, String why, Instant now) {
        status = next;
        detail = why;
        since = now;
    }

    AppView view(boolean withLog) {
        return view(app, status, launch, port, detail, since, withLog ? log.tail() : List.of());
    }

    static AppView view(
            ExtensionView app,
            AppStatus status,
            long launch,
            @Nullable Integer port,
            String detail,
            @Nullable Instant since,
            List<String> log) {
        var icon = app.definition().path("icon");
        return new AppView(
                app.id(),
                app.name(),
                app.description(),
                app.definition().path("subtype").asText(),
                icon.isTextual() ? icon.asText() : null,
                app.version(),
                status,
                launch,
                port,
                detail,
                since,
                log);
    }
}
