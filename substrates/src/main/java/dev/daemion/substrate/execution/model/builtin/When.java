package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.substrate.execution.model.builtin.Timing.Meaning;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When something is to happen, found in a request: at its beginning, at its end, or in parts of both. What is left open
 * is asked, never guessed. Pure.
 *
 * @param rest what was said besides
 * @param said the words that were understood
 * @param isWeak true when so little is said about time that it may belong to what is asked for
 */
record When(Meaning meaning, String rest, String said, boolean isWeak) {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    /** Characters; nobody says a time in more. */
    private static final int PHRASE_MAX = 200;

    private static final int MIDDLE_MAX = 500;

    /** Where it does not matter when it is said. */
    private static final LocalDateTime ANY_TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    private static final Pattern LINKS = Pattern.compile(
            "^(?:[,:;]\\s*|(?:and|then|please|i want you to|you should|daemion should|to|that|which|do|:)\\s+)+",
            FLAGS);
    private static final Pattern REMIND = Pattern.compile("remind me\\b\\s*(?<rest>.*)", FLAGS);
    private static final Pattern REMIND_LINK = Pattern.compile("(?<link>to|that|about|of|:)(?<what>\\s.*|)", FLAGS);
    /** What belongs to the words after it: <i>the notes of monday</i>, <i>the New York time</i>. */
    private static final Pattern BELONGS = Pattern.compile("\\b(?:of|the|an?|my|our|your|what|is|about)$", FLAGS);

    private static final Pattern ONE_OF = Pattern.compile("\\b(?:and|or)$", FLAGS);
    /** How a request goes on behind a time in its middle. */
    private static final Pattern GOES_ON = Pattern.compile(
            "^(?:,|and|then|into|to|but|so that|that|what|how|whether|about|which|in|from|with|using|;)(?=[\\s,])",
            FLAGS);
    /** What goes on about time and is not understood. */
    private static final Pattern MORE = Pattern.compile(
            "(?<more>(?:until|till|through|starting|beginning|unless|between|during|for the next|for [0-9]+ |from [0-9]"
                    + "|except|but (?:not|only)|and [0-9]|or [0-9]|excluding)\\b.*)",
            FLAGS);

    /** The trigger; null when there is something to ask. */
    @Nullable
    ObjectNode trigger() {
        return meaning instanceof Meaning.Trigger found ? found.trigger() : null;
    }

    /** What is said about time or about what happens; empty when nothing is. */
    static Optional<When> find(String request, Clock clock) {
        var reminder = REMIND.matcher(request.strip());
        if (reminder.matches()) {
            return inWords(reminder.group("rest"), clock).map(When::reminding);
        }
        return inWords(request.strip(), clock).map(When::unlinked);
    }

    When doing(String what) {
        return new When(meaning, what, said, isWeak);
    }

    private When reminding() {
        var linked = REMIND_LINK.matcher(rest);
        var what = linked.matches() ? linked.group("what").strip() : rest;
        var link = linked.matches() && !linked.group("link").equals(":") ? linked.group("link") : "to";
        return doing(what.isEmpty() ? "remind me" : "remind me " + link + " " + what)
                .strong();
    }

    private When strong() {
        return new When(meaning, rest, said, false);
    }

    /** "then please list my threads" is "list my threads". */
    private When unlinked() {
        return doing(LINKS.matcher(rest).replaceFirst("").strip());
    }

    private static Optional<When> inWords(String request, Clock clock) {
        var now = ZonedDateTime.now(clock);
        var words = new TimeWords(request, now.toLocalDateTime());
        var begin = words.read(0);
        if (!begin.said().isEmpty()) {
            return Optional.of(atBeginning(request, begin, now));
        }
        var event = EventWords.find(request);
        if (event.isPresent()) {
            return event.map(
                    found -> new When(new Meaning.Trigger(found.trigger()), bare(found.rest()), found.said(), false));
        }
        var end = atEnd(request, words).map(found -> behind(request, found, now));
        return end.filter(found -> !found.isWeak())
                .or(() -> inMiddle(request, words, now))
                .or(() -> end);
    }

    private static When behind(String request, End end, ZonedDateTime now) {
        var what = request.substring(0, end.start()).strip().replaceAll("[,;:]+$", "");
        var said = end.said();
        return ONE_OF.matcher(what).find()
                ? new When(
                        new Meaning.Nothing(
                                "*" + said.text() + "* is only one part of when: say each as a job of its" + " own."),
                        "",
                        said.text(),
                        false)
                : new When(Timing.of(said, now), what, said.text(), isWeak(said, now));
    }

    private static When atBeginning(String request, TimeWords.Phrase begin, ZonedDateTime now) {
        var rest = bare(request.substring(begin.end()));
        var meaning = Timing.of(begin.said(), now);
        var end = atEnd(rest, new TimeWords(rest, now.toLocalDateTime()));
        if (end.isPresent() && isOneWith(begin.said(), end.get().said())) {
            var both = begin.said().text() + " " + end.get().said().text();
            var whole = new TimeWords(both, now.toLocalDateTime()).read(0);
            if (whole.end() == both.length() && !(Timing.of(whole.said(), now) instanceof Meaning.Nothing)) {
                var between = rest.substring(0, end.get().start()).strip().replaceAll("[,;:]+$", "");
                return new When(Timing.of(whole.said(), now), between, both, false);
            }
        }
        var again = new TimeWords(rest, now.toLocalDateTime()).read(0);
        if (meaning instanceof Meaning.Trigger
                && (again.said().hasDay() || !again.said().times.isEmpty())) {
            var all = begin.said().text() + " " + again.said().text();
            return new When(
                    new Meaning.Nothing("*" + all + "* is nothing a schedule can say."),
                    bare(rest.substring(again.end())),
                    all,
                    false);
        }
        var more = MORE.matcher(rest);
        if (more.matches() && !(meaning instanceof Meaning.Nothing)) {
            return new When(
                    new Meaning.Nothing("I do not understand *" + cut(more.group("more")) + "* as a part of when: a"
                            + " job goes on until it is paused or deleted. Say the whole again without it."),
                    "",
                    begin.said().text(),
                    false);
        }
        return new When(meaning, rest, begin.said().text(), isWeak(begin.said(), now) && begin.said().trouble == null);
    }

    /** A day here and a time there; or what only narrows it. */
    private static boolean isOneWith(Said begin, Said end) {
        boolean isOpen = !begin.hasDay() || !begin.hasTime();
        return isOpen || (!end.hasDay() && end.times.isEmpty());
    }

    /** Between what is to be done and what is to become of it: <i>list my threads every day at 9 and notify me</i>. */
    private static Optional<When> inMiddle(String request, TimeWords words, ZonedDateTime now) {
        int last = Math.min(request.length(), MIDDLE_MAX);
        for (int at = request.indexOf(' '); at >= 0 && at < last; at = request.indexOf(' ', at + 1)) {
            var phrase = words.read(at + 1);
            var after = request.substring(phrase.end()).stripLeading();
            if (phrase.said().hasDay()
                    && (phrase.said().hasTime() || !isToday(phrase.said(), now))
                    && GOES_ON.matcher(after).find()) {
                var rest = request.substring(0, at).strip() + (after.startsWith(",") ? "" : " ") + after;
                return Optional.of(new When(
                        Timing.of(phrase.said(), now), rest, phrase.said().text(), false));
            }
        }
        return Optional.empty();
    }

    private record End(Said said, int start) {}

    /** The longest phrase that reaches to the end. */
    private static Optional<End> atEnd(String request, TimeWords words) {
        int first = Math.max(0, request.length() - PHRASE_MAX);
        for (int at = request.indexOf(' ', first); at >= 0; at = request.indexOf(' ', at + 1)) {
            int start = at + 1;
            var phrase = words.read(start);
            if (phrase.end() > start
                    && request.substring(phrase.end()).isBlank()
                    && !BELONGS.matcher(request.substring(0, at)).find()) {
                return Optional.of(new End(phrase.said(), start));
            }
        }
        return Optional.empty();
    }

    /** <i>today</i> alone belongs to what is asked about as often as not. */
    private static boolean isToday(Said said, ZonedDateTime now) {
        return now.toLocalDate().equals(said.date) && said.times.isEmpty() && said.moment == null;
    }

    private static boolean isWeak(Said said, ZonedDateTime now) {
        return isToday(said, now) || (!said.hasDay() && said.times.isEmpty());
    }

    /** Says a day and a time, and nothing else. */
    static boolean isWhole(String text) {
        var bare = text.strip().replaceAll("[.!]+$", "");
        var phrase = new TimeWords(bare, ANY_TIME).read(0);
        return phrase.end() == bare.length()
                && phrase.said().hasDay()
                && phrase.said().hasTime();
    }

    /** A time of the day alone: <i>at 10:30</i>; empty when more or something else is said. */
    static Optional<LocalTime> timeOfDay(String text) {
        var words = text.strip().matches("(?i)(?:at|@) .*") ? text.strip() : "at " + text.strip();
        var phrase = new TimeWords(words, ANY_TIME).read(0);
        var said = phrase.said();
        if (phrase.end() < words.length() || said.hasDay() || said.times.size() != 1 || said.zone != null) {
            return Optional.empty();
        }
        return Optional.ofNullable(
                ClockWords.in(said.part, said.times.getFirst()).time());
    }

    /** Without the mark between when and what. */
    private static String bare(String text) {
        return text.strip().replaceFirst("^[,:;]+\\s*", "");
    }

    private static String cut(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
