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

    /**
     * What happened since the last look.
     *
     * @param isBack the clock was set back: jobs wait until it has caught up, which people may wonder about
     */
    record Jump(String sentence, boolean isBack) {}

    /** Empty when time just went on. */
    Optional<Jump> look(Instant now) {
        var passed = Duration.between(last, now);
        last = now;
        if (passed.compareTo(USUAL) > 0) {
            return Optional.of(new Jump(
                    "the machine slept, or its clock was set on, for " + passed.toSeconds()
                            + " s: due times in between are dealt with as each job says",
                    false));
        }
        if (passed.isNegative() && passed.negated().compareTo(BACK) > 0) {
            return Optional.of(new Jump(
                    "the clock was set back by " + passed.negated().toSeconds()
                            + " s: due times that were decided on are not fired again, so jobs wait until it has"
                            + " caught up",
                    true));
        }
        return Optional.empty();
    }
}
