package dev.daemion.substrate.trigger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Notices that the machine slept or its clock was set. Belongs to one actor, which looks often. */
final class WallClock {
    private static final Duration USUAL = Duration.ofMinutes(2);
    private static final Duration BACK = Duration.ofSeconds(5);

    private Instant last;

    WallClock(Instant now) {
        this.last = now;
    }

    /** What happened since the last look, a sentence; empty when time just went on. */
    Optional<String> look(Instant now) {
        var passed = Duration.between(last, now);
        last = now;
        if (passed.compareTo(USUAL) > 0) {
            return Optional.of("the machine slept, or its clock was set on, for " + passed.toSeconds()
                    + " s: due times in between are dealt with as each job says");
        }
        if (passed.isNegative() && passed.negated().compareTo(BACK) > 0) {
            return Optional.of("the clock was set back by " + passed.negated().toSeconds()
                    + " s: due times that were decided on are not fired again");
        }
        return Optional.empty();
    }
}
