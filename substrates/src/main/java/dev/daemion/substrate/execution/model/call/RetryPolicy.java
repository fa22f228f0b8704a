package dev.daemion.substrate.execution.model.call;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How often and when a call is tried again: exponential back-off with jitter, never sooner than the provider asks.
 *
 * @param triesMax tries altogether, at least 1
 * @param first pause after the first failure, doubled with each further one
 * @param longest pause without a wish of the provider
 * @param wishMax the longest wish of a provider that is waited for; beyond it the call fails and says when to try again
 * @param random for the jitter: a pause is between half of and all of what it could be
 */
public record RetryPolicy(int triesMax, Duration first, Duration longest, Duration wishMax, RandomGenerator random) {
    public static RetryPolicy standard(RandomGenerator random) {
        return new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(60), random);
    }

    /**
     * The pause before the next try, or empty when there should be none.
     *
     * @param attempt the one that failed, from 1
     */
    Optional<Duration> pause(int attempt, WireFailure failure) {
        if (!failure.isTransient() || attempt >= triesMax) return Optional.empty();
        var wish = failure.retryAfter().orElse(Duration.ZERO);
        if (wish.compareTo(wishMax) > 0) return Optional.empty();
        var doubled = first.multipliedBy(1L << Math.min(attempt - 1, 20));
        var bound = doubled.compareTo(longest) < 0 ? doubled : longest;
        var jittered = bound.toMillis() / 2 + random.nextLong(bound.toMillis() / 2 + 1);
        // A wish is a lower bound; a tenth more keeps many clients from coming back in one instant.
        var wished = wish.toMillis() + (wish.isZero() ? 0 : random.nextLong(wish.toMillis() / 10 + 1));
        return Optional.of(Duration.ofMillis(Math.max(jittered, wished)));
    }
}
