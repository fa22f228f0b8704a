package dev.daemion.substrate.presentation.push;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a push service said. */
sealed interface PushOutcome {
    record Delivered() implements PushOutcome {}

    /** The subscription does not exist any more (RFC 8030 §7.3). */
    record Gone() implements PushOutcome {}

    /** @param after the service's own wish, else null */
    record Later(String reason, @Nullable Duration after) implements PushOutcome {}

    record Refused(String reason) implements PushOutcome {}
}
