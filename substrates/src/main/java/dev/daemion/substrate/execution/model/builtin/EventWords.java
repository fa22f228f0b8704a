package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What happens, in English words, as a job's trigger: files that change, another job that ends. Pure.
 *
 * @param trigger of a job
 * @param rest what was said besides
 * @param said the words that were understood
 */
record EventWords(ObjectNode trigger, String rest, String said) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;
    private static final String WHEN = "(?:when|whenever|if|as soon as|once|each time|every time|after)";
    private static final String SOME = "(?: (?:an?|any|the|some|new|another)\\b)*+";
    private static final String FOLDER =
            "(?:(?:my|the) (?<known>downloads?|documents?|desktop|pictures|music|videos|home)(?: folder|"
                    + " directory)?|(?:the (?:folder|directory) )?(?<path>\"[^\"]+\"|'[^']+'|`[^`]+`|[~./][^ \"'`,]*))";
    private static final String APPEARS = "(?:appears?|arrives?|shows? up|turns? up|lands?|comes? in|(?:is|are|gets?)"
            + " (?:added|created|dropped|put|placed|downloaded|saved|copied|moved))";
    private static final String GONE = "(?:disappears?|vanish(?:es)?|(?:is|are|gets?) (?:deleted|removed|moved away))";
    private static final String CHANGES = "(?:changes?|(?:is|are|gets?) (?:changed|saved|modified|updated|edited))";
    private static final Map<String, String> FOLDERS = Map.of(
            "download", "~/Downloads",
            "document", "~/Documents",
            "desktop", "~/Desktop",
            "picture", "~/Pictures",
            "music", "~/Music",
            "video", "~/Videos",
            "home", "~");
    private static final Map<String, String> KINDS = Map.of(
            "image", "**/*.{png,jpg,jpeg,gif,webp}",
            "picture", "**/*.{png,jpg,jpeg,gif,webp}",
            "photo", "**/*.{jpg,jpeg,heic,png}",
            "screenshot", "**/*.{png,jpg,jpeg}",
            "video", "**/*.{mp4,mov,mkv,webm}");

    private record Rule(List<Pattern> patterns, Function<MatchResult, ObjectNode> trigger) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    WHEN + SOME + " (?:file|something|anything|one)s? " + APPEARS + " (?:in|into|at|on|to) " + FOLDER,
                    m -> watch(m, null, "create")),
            rule(
                    WHEN + SOME + " (?<ext>(?!files?\\b|some|any|one\\b)[a-z0-9]{2,10}?)s?(?: files?)? " + APPEARS
                            + " (?:in|into|at|on|to) " + FOLDER,
                    m -> watch(m, glob(m.group("ext")), "create")),
            rule(
                    WHEN + SOME + " (?:file|something|anything)s? " + GONE + " (?:in|from|at) " + FOLDER,
                    m -> watch(m, null, "delete")),
            rule(
                    WHEN + SOME + " (?<ext>(?!files?\\b|some|any|one\\b)[a-z0-9]{2,10}?)s?(?: files?)? " + GONE
                            + " (?:in|from|at) " + FOLDER,
                    m -> watch(m, glob(m.group("ext")), "delete")),
            rule(
                    WHEN
                            + "(?: the| my)?(?: (?:file|folder|directory|files in|a file in|any file in|anything"
                            + " in|something in))? (?<path>\"[^\"]+\"|'[^']+'|`[^`]+`|[~./][^"
                            + " \"'`,]*|[\\w-]+\\.\\w{1,5}) "
                            + CHANGES,
                    m -> watch(m, null)),
            rule(
                    WHEN + "(?: (?:a|any) file| anything| something) (?:in|below|under) " + FOLDER + " " + CHANGES,
                    m -> watch(m, null)),
            rule(
                    WHEN + "(?: (?:a|any) file| anything| something) " + CHANGES + " (?:in|below|under) " + FOLDER,
                    m -> watch(m, null)),
            rule(
                    WHEN + "(?: the| my)?(?: job)? [\"'`]?(?<job>[a-z0-9]+(?:-[a-z0-9]+)*)[\"'`]?(?: job)?"
                            + " (?<end>succeeds?|(?:has )?succeeded|fails?|(?:has )?failed|finishes|(?:has"
                            + " )?finished|ends|has ended|has run|is done|ran|runs|completes?|(?:has|is) completed)",
                    m -> chain(m.group("job"), m.group("end"))));

    /** At the beginning of a request or at its end; empty when it says of nothing that it happens. */
    static Optional<EventWords> find(String request) {
        for (int place = 0; place < 3; place++) {
            for (var rule : RULES) {
                var matcher = rule.patterns().get(place).matcher(request);
                if (matcher.matches()) {
                    var rest = matcher.namedGroups().containsKey("rest")
                            ? matcher.group("rest").strip()
                            : "";
                    return Optional.of(new EventWords(
                            rule.trigger().apply(matcher.toMatchResult()),
                            rest,
                            matcher.group("said").strip()));
                }
            }
        }
        return Optional.empty();
    }

    private static Rule rule(String pattern, Function<MatchResult, ObjectNode> trigger) {
        var said = "(?<said>" + pattern + ")";
        return new Rule(
                List.of(
                        Pattern.compile(said, FLAGS),
                        Pattern.compile(said + "(?:,? then|[,:])?\\s+(?<rest>.+)", FLAGS),
                        Pattern.compile("(?<rest>.+?),?\\s+" + said, FLAGS)),
                trigger);
    }

    private static ObjectNode watch(MatchResult match, @Nullable String glob, String... events) {
        var known = match.namedGroups().containsKey("known") ? match.group("known") : null;
        var path = known == null
                ? match.group("path").replaceAll("[\"'`]", "")
                : FOLDERS.getOrDefault(known.toLowerCase(Locale.ROOT).replaceAll("s$", ""), "~/Music");
        var trigger = JSON.objectNode().put("type", "watch").put("path", path);
        if (glob != null) {
            trigger.put("glob", glob);
        }
        if (events.length > 0) {
            var list = trigger.putArray("events");
            Arrays.stream(events).forEach(list::add);
        }
        return trigger;
    }

    private static String glob(String kind) {
        var lower = kind.toLowerCase(Locale.ROOT);
        return KINDS.getOrDefault(lower, "**/*." + lower);
    }

    private static ObjectNode chain(String job, String end) {
        var said = end.toLowerCase(Locale.ROOT);
        return JSON.objectNode()
                .put("type", "chain")
                .put("job", job.toLowerCase(Locale.ROOT))
                .put("on", said.contains("fail") ? "failed" : said.contains("succe") ? "succeeded" : "finished");
    }
}
