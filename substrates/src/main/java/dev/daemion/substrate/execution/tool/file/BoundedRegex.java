package dev.daemion.substrate.execution.tool.file;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A regular expression that cannot run away: every look at a character counts, and the count, the clock and an
 * interrupt end it. (Java's engine backtracks; a pattern such as {@code (a+)+$} would take hours otherwise.)
 */
final class BoundedRegex {
    private static final int LOOKS_PER_LINE_MAX = 5_000_000;

    private final Matcher matcher;
    private final long deadlineNanos;
    private int looks;

    BoundedRegex(Pattern pattern, Duration budget) {
        this.matcher = pattern.matcher("");
        this.deadlineNanos = System.nanoTime() + budget.toNanos();
    }

    /** The pattern or the line asked for more than was given. */
    static final class TooExpensive extends Exception {
        private static final long serialVersionUID = 1;

        TooExpensive(String message) {
            super(message, null, false, false);
        }
    }

    boolean isFoundIn(String line) throws TooExpensive, InterruptedException {
        looks = 0;
        try {
            return matcher.reset(new Watched(line)).find();
        } catch (Spent e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new TooExpensive("The pattern takes too long on a line of " + line.length()
                    + " characters: avoid nested repetition such as (a+)+.");
        } catch (StackOverflowError e) {
            throw new TooExpensive("The pattern goes too deep on a line of " + line.length()
                    + " characters: avoid alternatives under repetition such as (a|b)*.");
        }
    }

    private static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1;

        Spent() {
            super("spent", null, false, false);
        }
    }

    private final class Watched implements CharSequence {
        private final CharSequence text;

        Watched(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS_PER_LINE_MAX) {
                throw new Spent();
            }
            if ((looks & 0xFFFF) == 0) {
                if (Thread.currentThread().isInterrupted() || System.nanoTime() - deadlineNanos > 0) {
                    throw new Spent();
                }
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text.subSequence(start, end));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
