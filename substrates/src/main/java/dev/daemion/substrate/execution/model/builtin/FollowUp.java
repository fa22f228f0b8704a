package dev.daemion.substrate.execution.model.builtin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was missing in a request, asked and answered: the agent keeps nothing, so its own question is read back from the
 * conversation and the answer is put where it belongs. Pure.
 */
final class FollowUp {
    private static final Pattern NEVER_MIND =
            Pattern.compile("(?:no|never ?mind|forget it|cancel|stop|nothing)\\b.*", Pattern.CASE_INSENSITIVE);

    private static final Set<String> FIRST = Set.of("first", "former", "once", "only", "just", "earlier");
    private static final Set<String> SECOND =
            Set.of("second", "latter", "each", "every", "always", "weekly", "monthly", "repeat", "repeatedly", "later");

    private record Asked(Pattern question, BiFunction<MatchResult, String, String> request) {}

    private static final List<Asked> TABLE = List.of(
            asked(
                    "What should `(?<name>[^`]+)` do\\?",
                    (m, said) -> "make a command " + m.group("name") + " that " + bare(said)),
            asked(
                    "What should I call the command that (?<what>.+?)\\? ",
                    (m, said) -> "make a command " + name(said) + " that " + m.group("what")),
            asked(
                    "Which colour should the (?<shade>dark|light) theme `(?<name>[^`]+)` have\\?",
                    (m, said) -> "make a " + m.group("shade") + " theme called " + m.group("name") + " with accent "
                            + colour(said)),
            asked(
                    "What should I call the (?<shade>dark|light) theme with the accent `(?<color>[^`]+)`\\?",
                    (m, said) -> "make a " + m.group("shade") + " theme called " + name(said) + " with accent "
                            + m.group("color")),
            asked(
                    "What is the agent `(?<name>[^`]+)` for\\?",
                    (m, said) -> "make an agent called " + m.group("name") + " that " + bare(said)),
            asked(
                    "What should I call the agent that (?<what>.+?)\\? ",
                    (m, said) -> "make an agent called " + name(said) + " that " + m.group("what")),
            asked(
                    "How many dollars may be spent (?:in|each) (?<period>day|month)\\?",
                    (m, said) -> "set the " + (m.group("period").equals("day") ? "daily" : "monthly") + " budget to "
                            + said),
            asked(
                    "When should I do this: \\*(?<what>.+?)\\*\\? ",
                    (m, said) -> said.replaceAll("[.!]+$", "") + " " + m.group("what")),
            asked(
                    "On which day \\*(?<when>.+?)\\* should I do this: \\*(?<what>.+?)\\*\\? ",
                    (m, said) -> m.group("when") + " " + day(said) + " " + m.group("what")),
            asked(
                    "Do you mean \\*(?<a>.+?)\\* or \\*(?<b>.+?)\\*, for this: \\*(?<what>.+?)\\*\\? ",
                    (m, said) -> chosen(m.group("a"), m.group("b"), said) + " " + m.group("what")),
            asked(
                    "What should I remind you of \\*(?<when>.+?)\\*\\? ",
                    (m, said) -> "remind me " + m.group("when") + " to " + bare(said)),
            asked("What should happen \\*(?<when>.+?)\\*\\? ", (m, said) -> m.group("when") + " " + bare(said)),
            asked(
                    "At what time \\*(?<when>.+?)\\* should I do this: \\*(?<what>.+?)\\*\\? ",
                    (m, said) -> m.group("when") + " " + time(said) + " " + m.group("what")),
            asked(
                    "At what time \\*(?<when>.+?)\\* should the job `(?<name>[^`]+)` run\\?",
                    (m, said) -> "change the job " + m.group("name") + " to " + m.group("when") + " " + time(said)),
            asked(
                    "What should the job `(?<name>[^`]+)` do instead, or when\\?",
                    (m, said) -> "change the job " + m.group("name")
                            + (said.matches("(?is)(?:so that|to)\\b.*") ? " " : " to ") + said),
            asked(
                    "When should `(?<name>[^`]+)` run instead\\?",
                    (m, said) -> "change the job " + m.group("name") + " to " + said),
            asked(
                    "What should `(?<name>[^`]+)` do instead\\?",
                    (m, said) -> "change " + m.group("name") + " so that it " + bare(said)));

    private FollowUp() {}

    /** The whole request; empty when nothing was asked, or something else is said now. */
    static Optional<String> complete(String lastAnswer, String said) {
        for (var asked : TABLE) {
            var matcher = asked.question().matcher(lastAnswer + " ");
            if (matcher.find() && said.length() <= 2_000) {
                return NEVER_MIND.matcher(said.strip()).matches()
                        ? Optional.of("never mind")
                        : Optional.of(asked.request().apply(matcher.toMatchResult(), said.strip()));
            }
        }
        return Optional.empty();
    }

    private static Asked asked(String question, BiFunction<MatchResult, String, String> request) {
        return new Asked(Pattern.compile(question, Pattern.DOTALL), request);
    }

    /** "it should list my threads" is "list my threads". */
    private static String bare(String said) {
        return said.replaceFirst("(?i)^(?:it (?:should|shall|must|will|is to)|to|that|should|just)\\s+", "")
                .replaceFirst("(?i)^it\\s+", "");
    }

    /** "9" is "at 9". */
    private static String time(String said) {
        var bare = said.strip().replaceAll("[.!]+$", "");
        return bare.matches("(?i)at .+") ? bare : "at " + bare;
    }

    /** "monday at 9" is "on monday at 9". */
    private static String day(String said) {
        var bare = said.strip().replaceAll("[.!]+$", "");
        return bare.matches("(?i)(?:on|at|in|every|each) .+") ? bare : "on " + bare;
    }

    /** One of two readings, by its place or by the words that only it has; anything else is said anew. */
    private static String chosen(String first, String second, String said) {
        if (When.isWhole(said)) {
            return said;
        }
        var words = words(said);
        if (words.stream().anyMatch(FIRST::contains)) {
            return first;
        }
        if (words.stream().anyMatch(SECOND::contains)) {
            return second;
        }
        long ofFirst = common(words, first, second);
        long ofSecond = common(words, second, first);
        return ofFirst == ofSecond ? said.replaceAll("[.!]+$", "") : ofFirst > ofSecond ? first : second;
    }

    private static long common(Set<String> words, String one, String other) {
        return words(one).stream()
                .filter(word -> words.contains(word) && !words(other).contains(word))
                .count();
    }

    private static Set<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT)
                        .replaceAll("([0-9])(am|pm)", "$1 $2")
                        .replaceAll("[^a-z0-9: ]", "")
                        .strip()
                        .split("\\s+"))
                .collect(Collectors.toSet());
    }

    private static String name(String said) {
        return said.replaceFirst("(?i)^(?:call it|name it|it is called|let us call it)\\s+", "")
                .replaceAll("[\"'`“”.]", "")
                .strip();
    }

    private static String colour(String said) {
        return said.replaceFirst("(?i)^(?:make it|something|maybe|perhaps|in|a|an)\\s+", "")
                .strip();
    }
}
