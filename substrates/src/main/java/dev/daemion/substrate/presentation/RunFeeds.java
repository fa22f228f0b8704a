package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The runs the stream knows: those that go on and, for a minute, those that have ended, so that whoever asked for one
 * gets it whole even when it was faster than the asking. Bounded: the oldest ended ones leave first.
 */
final class RunFeeds {
    static final int RUNS_MAX = 512;
    static final Duration ENDED_KEPT = Duration.ofMinutes(1);
    private static final long ENDED_CHARACTERS_MAX = 1 << 23;

    private final Map<RunId, RunFeed> byRun = new LinkedHashMap<>();

    Optional<RunFeed> find(RunId run) {
        return Optional.ofNullable(byRun.get(run));
    }

    RunFeed get(RunId run) {
        var known = byRun.get(run);
        if (known != null) {
            return known;
        }
        if (byRun.size() >= RUNS_MAX && !dropFirst(RunFeed::hasEnded)) {
            dropFirst(feed -> true);
        }
        var feed = new RunFeed(run);
        byRun.put(run, feed);
        return feed;
    }

    /** The answers in flight in one thread, oldest first. */
    List<RunFeed> inFlight(ThreadId thread) {
        return byRun.values().stream().filter(feed -> feed.isInFlight(thread)).toList();
    }

    Collection<RunFeed> all() {
        return List.copyOf(byRun.values());
    }

    /** Lets go of what ended long enough ago, and of more when it is too large. */
    void sweep(long nowMillis) {
        byRun.values().removeIf(feed -> feed.hasEndedBefore(nowMillis - ENDED_KEPT.toMillis()));
        long characters = byRun.values().stream()
                .filter(RunFeed::hasEnded)
                .mapToLong(RunFeed::characterCount)
                .sum();
        var oldestFirst = byRun.values().iterator();
        while (characters > ENDED_CHARACTERS_MAX && oldestFirst.hasNext()) {
            var feed = oldestFirst.next();
            if (feed.hasEnded()) {
                characters -= feed.characterCount();
                oldestFirst.remove();
            }
        }
    }

    private boolean dropFirst(Predicate<RunFeed> which) {
        var feeds = byRun.values().iterator();
        while (feeds.hasNext()) {
            if (which.test(feeds.next())) {
                feeds.remove();
                return true;
            }
        }
        return false;
    }
}
