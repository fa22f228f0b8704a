package dev.daemion.gateway.discovery;

import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.Settings;
import dev.daemion.gateway.settings.StartRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon's side of discovery, in the order of its life: {@link #claim} the home before anything is opened,
 * {@link #publish} once requests are answered, {@link #withdraw} when stopping begins, {@link #close} when the database
 * is closed.
 *
 * <pre>
 * claimed → published → withdrawn → closed
 *               └── record replaced or gone: stand down, which begins withdrawn
 * </pre>
 */
public final class Presence implements AutoCloseable {
    /** How long a start waits for a predecessor that is still stopping. */
    static final Duration CLAIM_DEADLINE = Duration.ofSeconds(15);

    private static final Duration CLAIM_INTERVAL = Duration.ofMillis(50);
    private static final int ID_BYTE_COUNT = 16;
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final Home home;
    private final Credential credential;
    private final List<HomeLock> locks;
    private final String id;
    private final RegistrationFile file;
    private volatile @Nullable Published published;

    private record Published(Registration registration, RegistrationWatch watch) {}

    private Presence(Home home, Credential credential, List<HomeLock> locks) {
        this.home = home;
        this.credential = credential;
        this.locks = List.copyOf(locks);
        this.file = new RegistrationFile(home);
        var bytes = new byte[ID_BYTE_COUNT];
        new SecureRandom().nextBytes(bytes);
        this.id = "daemon_" + HexFormat.of().formatHex(bytes);
    }

    /**
     * Makes this process the only one that may write that home and its database. Waits for a predecessor that is
     * stopping. Refused: ALREADY_RUNNING when a daemon answers there, HOME when the lock is held and nobody answers.
     */
    public static Presence claim(Settings settings) {
        return claim(settings.home(), settings.database(), CLAIM_DEADLINE);
    }

    static Presence claim(Home home, Path database, Duration deadline) {
        try {
            var credential = Credential.loadOrCreate(home);
            var locks = new ArrayList<HomeLock>();
            locks.add(hold(home, home.path().resolve("gateway.lock"), credential, deadline));
            if (!database.startsWith(home.path())) {
                locks.add(hold(home, Path.of(database + ".lock"), credential, deadline));
            }
            return new Presence(home, credential, locks);
        } catch (IOException e) {
            throw new StartRefused(
                    StartRefused.Reason.HOME,
                    "The home " + home.path() + " cannot be used ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage() + ").");
        }
    }

    private static HomeLock hold(Home home, Path lock, Credential credential, Duration deadline) throws IOException {
        var end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Optional<HomeLock> held = HomeLock.tryHold(lock);
            if (held.isPresent()) {
                return held.get();
            }
            var running = new RegistrationFile(home).read();
            if (running.isPresent()) {
                try (var probe = new Probe(credential)) {
                    if (probe.ask(running.get()).outcome() == Probe.Outcome.OK) {
                        throw new StartRefused(
                                StartRefused.Reason.ALREADY_RUNNING,
                                "A daemion already serves " + home.path() + " at "
                                        + running.get().base() + " (process "
                                        + running.get().pid() + ").");
                    }
                }
            }
            if (System.nanoTime() - end > 0) {
                throw new StartRefused(
                        StartRefused.Reason.HOME,
                        lock + " is held by process " + HomeLock.holder(lock)
                                + ", which does not answer; end that process, or choose another home with --home.");
            }
            Pause.of(CLAIM_INTERVAL);
        }
    }

    public Credential credential() {
        return credential;
    }

    /** This launch's id, as it stands in the registration. */
    public String id() {
        return id;
    }

    /**
     * Says where this daemon is and watches that the record stays ours. Call once, when requests are answered.
     *
     * @param base {@code http://127.0.0.1:port}
     * @param standDown begins a graceful stop; called at most once, from a thread of the watch
     */
    public Handshake publish(URI base, Runnable standDown) {
        var registration = new Registration(
                id, Version.current(), base.toString(), ProcessHandle.current().pid(), Registration.PROTOCOL);
        if (!Registration.isLoopback(registration.url())) {
            throw new IllegalArgumentException(base + " is not a loopback address that clients accept");
        }
        try {
            file.publish(registration);
            published = new Published(registration, RegistrationWatch.start(file, id, standDown));
            return new Handshake(credential, registration);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file.file(), e);
        }
    }

    /** The handshake for an address that is about to be published, so that its route can be bound first. */
    public Handshake handshake(URI base) {
        return new Handshake(
                credential,
                new Registration(
                        id,
                        Version.current(),
                        base.toString(),
                        ProcessHandle.current().pid(),
                        Registration.PROTOCOL));
    }

    /** Takes the record back if it is still ours, so that no new client comes. Does nothing the second time. */
    public void withdraw() {
        var was = published;
        published = null;
        if (was == null) {
            return;
        }
        was.watch().close();
        try {
            file.removeIfOwnedBy(id);
        } catch (IOException e) {
            LOG.warn("The registration {} could not be removed; clients will find it stale", file.file(), e);
        }
    }

    /** Lets the next daemon in. Call when nothing of this one writes any more. */
    @Override
    public void close() {
        withdraw();
        for (var lock : locks) {
            try {
                lock.close();
            } catch (IOException e) {
                LOG.warn("A lock of {} could not be released; it ends with the process", home.path(), e);
            }
        }
    }
}
