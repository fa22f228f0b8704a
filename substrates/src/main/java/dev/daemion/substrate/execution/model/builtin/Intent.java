package dev.daemion.substrate.execution.model.builtin;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One thing the built-in agent understands.
 *
 * @param name for tests and logs, kebab-case
 * @param example what a person may say; it must match, and stands in the help
 * @param patterns the first that matches the whole request counts
 * @param isMeant false when the request only looks like it
 * @param plan the first step, from the words and what is at hand
 * @param next the step after a tool answered; by default the answer is shown
 */
record Intent(
        String name,
        String example,
        List<Pattern> patterns,
        Predicate<String> isMeant,
        BiFunction<Words, Surroundings, Step> plan,
        BiFunction<Words, Surroundings, Step> next) {

    Intent {
        patterns = List.copyOf(patterns);
    }

    /** An intent whose answer needs no tool, or whose tool's answer is shown as it is. */
    static Intent of(String name, String example, BiFunction<Words, Surroundings, Step> plan, String... patterns) {
        return new Intent(
                name,
                example,
                compiled(patterns),
                _ -> true,
                plan,
                (words, at) -> new Step.Say(Answers.show(words, at)));
    }

    Intent then(BiFunction<Words, Surroundings, Step> step) {
        return new Intent(name, example, patterns, isMeant, plan, step);
    }

    /** Only for requests that this says yes to as well. */
    Intent when(Predicate<String> condition) {
        return new Intent(name, example, patterns, condition, plan, next);
    }

    Optional<Words> match(String request) {
        for (var pattern : patterns) {
            var matcher = pattern.matcher(request);
            if (matcher.matches() && isMeant.test(request))
                return Optional.of(new Words(request, matcher.toMatchResult()));
        }
        return Optional.empty();
    }

    private static List<Pattern> compiled(String... patterns) {
        return java.util.Arrays.stream(patterns)
                .map(p -> Pattern.compile(
                        p.replace("{path}", Words.PATH).replace("{rest}", Words.REST),
                        Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.UNICODE_CASE))
                .toList();
    }
}
