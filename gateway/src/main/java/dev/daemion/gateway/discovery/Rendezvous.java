package dev.daemion.gateway.discovery;

import dev.daemion.gateway.settings.Home;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of discovery: read the registration, probe, connect; or start a daemon and poll until it answers.
 * However many clients do that at once, one of them starts one daemon and all connect to it.
 */
public final class Rendezvous {
    /** How long a spawned daemon may take before a client gives up. */
    public static final Duration SPAWN_DEADLINE = Duration.ofSeconds(10);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
    private static final Duration SECOND_LOOK = Duration.ofMillis(100);

    private final Home home;
    private final RegistrationFile file;

    public Rendezvous(Home home) {
        this.home = home;
        this.file = new RegistrationFile(home);
    }

    /** What is there. */
    public sealed interface Found {
        /** A daemon of ours; close the connection when done. */
        record Running(Connection connection) implements Found {}

        /** No registration, or one that readers treat as absent, or one whose daemon is not there. */
        record Absent(String detail) implements Found {}

        /** Something answers that we cannot work with; it is left alone. */
        record Unusable(Probe.Outcome outcome, Registration registration, String detail) implements Found {}
    }

    /** Starts a daemon that outlives this process. */
    public interface Spawner {
        Spawned spawn() throws IOException;
    }

    /** A daemon on its way. */
    public interface Spawned {
        /** Empty while it lives; else why it ended, ready to be shown, unless another daemon was there first. */
        Optional<RuntimeException> failure();
    }

    /** Looks once, starts nothing. A registration whose port refuses twice is removed if it is still the same. */
    public Found find() throws IOException {
        var registration = file.read();
        var credential = Credential.load(home);
        if (registration.isEmpty() || credential.isEmpty()) {
            return new Found.Absent("no gateway is registered in " + home.path());
        }
        var found = look(registration.get(), credential.get());
        if (found instanceof Refused) {
            Pause.of(SECOND_LOOK);
            var again = file.read();
            if (again.isEmpty() || !again.get().id().equals(registration.get().id())) {
                return find();
            }
            found = look(again.get(), credential.get());
            if (found instanceof Refused) {
                file.removeIfOwnedBy(registration.get().id());
            }
        }
        return switch (found) {
            case Refused() -> new Found.Absent("the gateway that was registered is gone");
            case Seen(var seen) -> seen;
        };
    }

    /**
     * Finds the daemon or starts one. Throws what {@link Spawned#failure} says, or an {@link IOException} when none
     * answers in time.
     */
    public Found findOrSpawn(Spawner spawner, Duration deadline) throws IOException {
        var end = System.nanoTime() + deadline.toNanos();
        Spawned spawned = null;
        HomeLock turn = null;
        try {
            while (true) {
                var found = find();
                if (found instanceof Found.Running || isFinal(found, spawned)) {
                    return found;
                }
                if (turn == null) {
                    turn = HomeLock.tryHold(home.path().resolve("spawn.lock")).orElse(null);
                } else if (spawned == null) {
                    spawned = spawner.spawn();
                } else {
                    var failure = spawned.failure();
                    if (failure.isPresent()) {
                        throw failure.get();
                    }
                }
                if (System.nanoTime() - end > 0) {
                    throw new IOException("the gateway did not answer within " + deadline.toSeconds()
                            + " s; it may still be starting, see daemion status and daemion logs");
                }
                Pause.of(POLL_INTERVAL);
            }
        } finally {
            if (turn != null) {
                turn.close();
            }
        }
    }

    /** The daemon that is on its way, once it answers. Throws an {@link IOException} when it does not in time. */
    public Connection await(Duration deadline) throws IOException {
        var end = System.nanoTime() + deadline.toNanos();
        while (true) {
            if (find() instanceof Found.Running(var connection)) {
                return connection;
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException("the gateway did not answer within " + deadline.toSeconds() + " s");
            }
            Pause.of(POLL_INTERVAL);
        }
    }

    /** A daemon of another protocol or credential stays where it is: starting a second one would not help. */
    private static boolean isFinal(Found found, @Nullable Spawned spawned) {
        return spawned == null
                && found instanceof Found.Unusable unusable
                && (unusable.outcome() == Probe.Outcome.PROTOCOL_MISMATCH
                        || unusable.outcome() == Probe.Outcome.UNAUTHORISED);
    }

    private sealed interface Look {}

    private record Refused() implements Look {}

    private record Seen(Found found) implements Look {}

    private static Look look(Registration registration, Credential credential) {
        var probe = new Probe(credential);
        var finding = probe.ask(registration);
        if (finding.outcome() == Probe.Outcome.OK) {
            return new Seen(new Found.Running(new Connection(registration, credential, probe)));
        }
        probe.close();
        return finding.isRefused()
                ? new Refused()
                : new Seen(new Found.Unusable(finding.outcome(), registration, finding.detail()));
    }
}
