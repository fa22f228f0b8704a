package dev.daemion.substrate.execution.model.builtin;

import java.time.LocalDateTime;

/**
 * Reads a phrase about time, one element after the other, in any order: <i>every weekday</i>, <i>at 9 and 17</i>,
 * <i>Berlin time</i>, <i>except on weekends</i>. Stops at the first word that says nothing about time.
 *
 * @param now the wall clock where the phrase was said
 */
record TimeWords(String text, LocalDateTime now) {
    /** @param end where the words about time end; equal to the start when there are none */
    record Phrase(Said said, int end) {}

    Phrase read(int start) {
        var said = new Said();
        int end = start;
        for (int next = after(start, said); next > end; next = after(skipped(end), said)) {
            end = next;
        }
        return new Phrase(said, end);
    }

    /** @return where the element that begins there ends; before it when none does */
    private int after(int at, Said said) {
        for (var element : TimeElements.ALL) {
            var matcher = element.pattern().matcher(text).region(at, text.length());
            matcher.useTransparentBounds(true);
            if (matcher.lookingAt() && element.read().into(said, matcher, now)) {
                said.words.add(matcher.group().strip());
                return matcher.end();
            }
        }
        return -1;
    }

    /** The blanks and the comma after an element. */
    private int skipped(int from) {
        int at = from;
        while (at < text.length() && " ,\n\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
