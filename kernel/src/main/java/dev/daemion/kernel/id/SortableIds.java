package dev.daemion.kernel.id;

import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * The id source of a running gateway: 48 bits of milliseconds and 80 random bits as 26 characters of Crockford's base
 * 32, lower case (the ULID layout, github.com/ulid/spec). Within one millisecond, or when the clock steps back, the
 * random part counts up, so that ids of one process never go backwards.
 */
public final class SortableIds implements IdSource {
    static final int BODY_LENGTH = 26;
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int RANDOM_HIGH_BITS = 16;

    private final Clock clock;
    private final RandomGenerator random;
    private long lastMillis = -1;
    private long high;
    private long low;

    public SortableIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public synchronized String next(String prefix) {
        long now = clock.millis();
        if (now > lastMillis) {
            lastMillis = now;
            high = random.nextLong() >>> (Long.SIZE - RANDOM_HIGH_BITS + 1);
            low = random.nextLong();
        } else if (++low == 0) {
            high++;
        }
        var text = new StringBuilder(prefix.length() + BODY_LENGTH).append(prefix);
        append(text, lastMillis, 10);
        append(text, (high << 24) | (low >>> 40), 8);
        append(text, low & 0xff_ffff_ffffL, 8);
        return text.toString();
    }

    static boolean isBody(String text, int from) {
        if (text.length() != from + BODY_LENGTH) {
            return false;
        }
        for (int i = from; i < text.length(); i++) {
            if (ALPHABET.indexOf(text.charAt(i)) < 0) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder text, long bits, int characterCount) {
        for (int i = characterCount - 1; i >= 0; i--) {
            text.append(ALPHABET.charAt((int) (bits >>> (5 * i)) & 31));
        }
    }
}
