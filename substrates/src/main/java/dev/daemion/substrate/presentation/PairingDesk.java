package dev.daemion.substrate.presentation;

import dev.daemion.kernel.device.DeviceToken;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol.IssuedCode;
import dev.daemion.kernel.protocol.PresentationProtocol.IssuedTicket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The secrets a device may be paired with, in memory only: one six-digit code and some tickets. Secrets are compared in
 * constant time.
 *
 * <pre>
 * none ──issue──► open ──right──► none
 *                  ├──10 minutes──► none
 *                  └──5 wrong──► locked ──issue──► open
 * </pre>
 */
final class PairingDesk {
    static final Duration CODE_VALID = Duration.ofMinutes(10);
    static final Duration TICKET_VALID = Duration.ofSeconds(60);
    static final int WRONG_TRIES_MAX = 5;
    static final int TICKETS_MAX = 64;
    private static final int TICKET_LENGTH = 43;
    private static final int LOCKED_RETRY_SECONDS = 60;

    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Instant> tickets = new LinkedHashMap<>();
    private @Nullable IssuedCode code;
    private int wrongTries;

    PairingDesk(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** A new code; the one before it and its lock are gone. */
    IssuedCode issueCode() {
        var digits = String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
        var issued = new IssuedCode(digits, clock.instant().plus(CODE_VALID));
        code = issued;
        wrongTries = 0;
        return issued;
    }

    IssuedTicket issueTicket() {
        var now = clock.instant();
        tickets.values().removeIf(expiresAt -> !now.isBefore(expiresAt));
        if (tickets.size() >= TICKETS_MAX) {
            tickets.remove(tickets.keySet().iterator().next());
        }
        var issued = new IssuedTicket(DeviceToken.randomText(random), now.plus(TICKET_VALID));
        tickets.put(issued.ticket(), issued.expiresAt());
        return issued;
    }

    /** Empty when the secret is right: it is used up then. Otherwise why not. */
    Optional<Problem> redeem(String secret) {
        return secret.length() == TICKET_LENGTH ? redeemTicket(secret) : redeemCode(secret);
    }

    private Optional<Problem> redeemTicket(String secret) {
        String found = null;
        for (var ticket : tickets.keySet()) {
            if (isSame(ticket, secret)) {
                found = ticket;
            }
        }
        var expiresAt = found == null ? null : tickets.remove(found);
        if (expiresAt == null || !clock.instant().isBefore(expiresAt)) {
            return refuse("this link was used or is older than a minute; get a new one with 'daemion open'");
        }
        return Optional.empty();
    }

    private Optional<Problem> redeemCode(String secret) {
        if (wrongTries >= WRONG_TRIES_MAX) {
            return Optional.of(new Problem(
                            ProblemCode.PAIRING_LOCKED,
                            "pairing is locked after " + WRONG_TRIES_MAX
                                    + " wrong codes; show a new code on the machine with 'daemion pair'")
                    .retryAfter(LOCKED_RETRY_SECONDS));
        }
        if (code == null || !clock.instant().isBefore(code.expiresAt())) {
            return refuse("there is no pairing code now, or it has expired; show a new one with 'daemion pair'");
        }
        if (!isSame(code.code(), secret)) {
            wrongTries++;
            return refuse("this is not the pairing code");
        }
        code = null;
        return Optional.empty();
    }

    private static boolean isSame(String known, String given) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<Problem> refuse(String detail) {
        return Optional.of(new Problem(ProblemCode.UNAUTHORIZED, detail));
    }
}
