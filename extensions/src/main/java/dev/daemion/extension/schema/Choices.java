package dev.daemion.extension.schema;

import com.networknt.schema.Error;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a validator reports where a schema gives a choice ({@code oneOf}): the choice as a whole, and beside it what
 * each branch misses. Where exactly one branch is of the form that was found, that one was meant, and what it misses
 * says more than the choice; else the choice itself does.
 */
final class Choices {
    private static final Pattern BRANCH = Pattern.compile("(.*?/oneOf)/(\\d+)(?:/.*)?");
    /** What says that another form was meant altogether. */
    private static final Set<String> FORM = Set.of("type", "const");

    private Choices() {}

    static List<Error> meant(List<Error> errors) {
        var outside = new ArrayList<Error>();
        Map<String, Error> choices = new LinkedHashMap<>();
        Map<String, Map<String, List<Error>>> branches = new LinkedHashMap<>();
        for (var error : errors) {
            var path = error.getEvaluationPath().toString();
            var branch = BRANCH.matcher(path);
            if (branch.matches()) {
                branches.computeIfAbsent(place(branch.group(1), error), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(branch.group(2), _ -> new ArrayList<>())
                        .add(error);
            } else if (path.endsWith("/oneOf")) {
                choices.put(path + " " + error.getInstanceLocation(), error);
            } else {
                outside.add(error);
            }
        }
        choices.forEach((place, choice) -> {
            var meant = branches.getOrDefault(place, Map.of()).values().stream()
                    .filter(branch -> branch.stream().noneMatch(error -> isOtherForm(error, choice)))
                    .toList();
            outside.addAll(meant.size() == 1 ? meant.getFirst() : List.of(choice));
        });
        return outside;
    }

    /** An error below a branch belongs to the choice at the place that the choice was made for. */
    private static String place(String path, Error error) {
        var location = error.getInstanceLocation();
        int below = error.getEvaluationPath().toString().length() - path.length();
        var rest = error.getEvaluationPath().toString().substring(path.length() + Math.min(below, 2));
        long steps = Pattern.compile("/(?:properties/[^/]+|items)")
                .matcher(rest)
                .results()
                .count();
        for (long i = 0; i < steps; i++) {
            location = location.getParent();
        }
        return path + " " + location;
    }

    private static boolean isOtherForm(Error error, Error choice) {
        return FORM.contains(error.getKeyword()) && error.getInstanceLocation().equals(choice.getInstanceLocation());
    }
}
