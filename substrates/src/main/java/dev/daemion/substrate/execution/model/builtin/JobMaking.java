package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows of {@link Intents} that make jobs: when something is to happen ({@link When}), what ({@link Doing}), and where
 * the result goes. What is missing is asked; what is proposed waits on its card.
 */
final class JobMaking {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String SILENT = "HEARTBEAT_OK";
    private static final String NUMBER = "(?:[0-9]+|an?|one|two|three|four|five|six|ten|fifteen|twenty|thirty|half an)";
    private static final String UNIT = "(?:seconds?|minutes?|mins?|hours?|days?|weeks?)";
    private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*";
    private static final String HAPPENS =
            "(?:changes?|is changed|is saved|is modified|gets changed|appears?|arrives?|shows? up|lands?|is added|is"
                    + " created|comes in|succeeds?|has succeeded|fails?|has failed|finishes|has finished|is done)";
    /** How a request begins that says when. */
    private static final String BEGINS = "(?:(?:every|each|hourly|daily|weekly|monthly|weekdays|tomorrow|tonight)\\b"
            + "|in " + NUMBER + " " + UNIT
            + "\\b|at (?:[0-9]|noon|midnight)|on (?:the (?:first|second|third|fourth|fifth|last|[0-9])"
            + "|every|" + DAY + "|weekdays?|weekends?|20[0-9]{2}-)|the (?:first|last) day of"
            + "|(?:when|whenever|after|once|each time|every time)\\b.{1,200}?\\b" + HAPPENS + "\\b).*";
    /** How one ends that says when. */
    private static final String ENDS = ".+?(?: (?:hourly|daily(?:,? at .+)?|weekdays at .+|tomorrow(?:,? at .+)?)"
            + "| (?:every|each) (?:" + NUMBER + " " + UNIT
            + "|second|minute|hour|day|morning|evening|night|afternoon|week|weekday|month|half"
            + "|working day|workday|" + DAY + "|first|last)\\b.{0,80}"
            + "| in " + NUMBER + " " + UNIT + "(?: from now)?|,? at (?:[0-9]|noon|midnight).{0,30}"
            + "| on (?:" + DAY + "|weekdays|weekends|the (?:first|last|[0-9]+(?:st|nd|rd|th))).{0,60}"
            + "|,? (?:when|whenever|after|once|each time)\\b.{1,200}?\\b" + HAPPENS + ")";

    private static final Pattern MADE = Pattern.compile(
            "(?:make|create|add|set up|define|schedule|build|i need|i want)(?: me)?(?: (?:an?|the|new))*(?:"
                    + " (?:job|reminder|task|schedule))(?:,? (?:called|named)"
                    + " [\"'`]?(?<name>[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)[\"'`]?)?(?:,? (?:that|which|to|for|:|and it)?"
                    + " ?(?<rest>.+))?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern CALLED = Pattern.compile(
            ",? (?:and call it|call it|called|named) [\"'`]?(?<name>[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)[\"'`]?$",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern REMIND = Pattern.compile(
            "remind me(?: to| that| about| of|:)? (?<what>.+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern REMIND_WHEN = Pattern.compile(
            "remind me (?<when>.+?) (?:to|that|about|of) (?<what>.+)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern INTO = Pattern.compile(
            "(?<what>.+?),?(?: and)?(?: (?:write|save|put|store)s?(?: (?:it|them|that|the"
                    + " (?:result|answer|output|report|summary|list)))? (?:in|into|to|as)| into| to)(?: the)?(?: file)?"
                    + " (?<path>[\"'`]?(?:[~/][^ \"'`]*|[\\w./-]+\\.\\w{1,5})[\"'`]?)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern NOTIFY = Pattern.compile(
            "(?<what>.+?),? and (?:(?:notify|tell|ping|alert|message) me|let me know|send me an?"
                    + " (?:notification|push|message))",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** What needs nobody to write it. */
    private static final Pattern TELL = Pattern.compile(
            "(?:tell|notify|ping|alert|message|inform) me(?: (?:about it|so|its (?:name|path)|the"
                + " (?:name|path)|which(?: one)?|what (?:it is|changed|arrived)))?|let me know(?: (?:about it|which(?:"
                + " one)?|its name|the name))?",
            Pattern.CASE_INSENSITIVE);

    private static final String MODEL_NEEDED = "\n\n"
            + "What it does needs a model; without one each run fails and says so. Ask **how do I connect a"
            + " model** when you have none.";
    private static final Pattern ONLY_IF = Pattern.compile(
            "(?<what>.+?)[,;]?(?: and| but)? (?:tell|notify|alert|ping|warn) me only (?:if|when) (?<if>.+)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Set<String> LITTLE = Set.of(
            "a", "an", "the", "me", "my", "to", "of", "in", "on", "at", "for", "and", "all", "that", "with", "it", "is",
            "are", "from", "into", "this", "then", "s");

    private JobMaking() {}

    static Intent make() {
        return Intent.of(
                        "make-job",
                        "every weekday at 9 list yesterday's threads",
                        JobMaking::plan,
                        BEGINS,
                        "remind me.*",
                        ENDS)
                .then(JobMaking::answered);
    }

    static Intent ask() {
        return Intent.of(
                        "make-job-called",
                        "make a job called digest that lists yesterday's threads every weekday at 9",
                        JobMaking::plan,
                        MADE.pattern())
                .then(JobMaking::answered);
    }

    private static Step answered(Words words, Surroundings at) {
        var answer = Making.answered(at);
        boolean isPrompt = plan(words, at) instanceof Step.Use use
                && use.input().at("/definition/prompt").isTextual();
        return answer instanceof Step.Say said && isPrompt && !at.latest().isError()
                ? new Step.Say(said.markdown() + MODEL_NEEDED)
                : answer;
    }

    private static Step plan(Words words, Surroundings at) {
        var text = words.request().strip();
        var name = "";
        var made = MADE.matcher(text);
        if (made.matches()) {
            name = made.group("name") == null ? "" : made.group("name");
            text = made.group("rest") == null ? "" : made.group("rest").strip();
        }
        var called = CALLED.matcher(text);
        if (called.find()) {
            name = called.group("name");
            text = text.substring(0, called.start()).strip();
        }
        var inside = REMIND_WHEN.matcher(text);
        if (inside.matches()
                && When.find(inside.group("when"), at.clock())
                        .filter(w -> w.rest().isEmpty())
                        .isPresent()) {
            text = inside.group("when") + " remind me to " + inside.group("what");
        }
        if (text.isEmpty()) {
            return new Step.Say("What should the job do, and when? For example: *every weekday at 9 list yesterday's"
                    + " threads*.");
        }
        var found = When.find(text, at.clock());
        if (found.isEmpty()) {
            return new Step.Say("When should I do this: *" + text + "*? For example: *every weekday at 9*, *in 20"
                    + " minutes*, or *when ~/inbox changes*.");
        }
        var when = found.get();
        if (when.rest().isEmpty() || when.rest().equalsIgnoreCase("remind me")) {
            return new Step.Say("What should happen *" + when.said() + "*? For example: *list yesterday's threads*.");
        }
        if (when.trigger() == null) {
            return new Step.Say(
                    "At what time *" + when.said() + "* should I do this: *" + when.rest() + "*? For example: *at 9*.");
        }
        return propose(when, name, at);
    }

    private static Step propose(When when, String name, Surroundings at) {
        var definition = JSON.objectNode();
        definition.set("trigger", when.trigger());
        var permissions = JSON.objectNode();
        var what = fill(definition, permissions, when);
        var slug = name.isEmpty() ? slug(what, REMIND.matcher(when.rest()).matches()) : Making.kebab(name);
        return Making.propose(at, "job", slug, Making.sentence(when.rest()), definition, permissions);
    }

    /** What is done, with its outputs; answers the words of it alone. */
    private static String fill(ObjectNode definition, ObjectNode permissions, When when) {
        var remind = REMIND.matcher(when.rest());
        if (remind.matches()) {
            var text = Making.sentence(remind.group("what"));
            var step = definition.putArray("direct").addObject().put("tool", "notify");
            step.putObject("with")
                    .put("title", "Reminder")
                    .put("text", text.length() <= 300 ? text : text.substring(0, 300));
            permissions.putArray("tools").add("notify");
            return remind.group("what");
        }
        if (isWatch(when) && TELL.matcher(when.rest()).matches()) {
            var step = definition.putArray("direct").addObject().put("tool", "notify");
            step.putObject("with").put("title", "A file has changed").put("text", "{{event.path}}");
            permissions.putArray("tools").add("notify");
            return "tell changed files";
        }
        var outputs = JSON.arrayNode();
        var what = destinations(when.rest(), outputs, permissions);
        var onlyIf = ONLY_IF.matcher(what);
        if (onlyIf.matches()) {
            what = onlyIf.group("what");
            definition.put(
                    "prompt",
                    instruction(what, when) + " Speak up only if " + onlyIf.group("if") + "; otherwise answer exactly "
                            + SILENT + " and nothing else.");
            outputs.addObject().put("notify", "push");
            outputs.addObject().put("thread", "owner");
        } else {
            var doing = Doing.of(what);
            if (doing.isPrompt() || doing.definition().has("args")) {
                definition.put("prompt", instruction(what, when));
            } else {
                definition.set("direct", doing.definition().path("direct"));
                doing.permissions()
                        .properties()
                        .forEach(member -> merge(permissions, member.getKey(), member.getValue()));
            }
            if (outputs.isEmpty()) {
                outputs.addObject().put("thread", "owner");
            }
        }
        definition.set("outputs", outputs);
        return what;
    }

    private static void merge(ObjectNode permissions, String key, JsonNode value) {
        if (permissions.path(key) instanceof ArrayNode known && value instanceof ArrayNode more) {
            more.forEach(known::add);
        } else {
            permissions.set(key, value);
        }
    }

    private static String destinations(String said, ArrayNode outputs, ObjectNode permissions) {
        var what = said;
        var tell = NOTIFY.matcher(what);
        boolean isTold = tell.matches();
        if (isTold) {
            what = tell.group("what");
        }
        var into = INTO.matcher(what);
        if (into.matches()) {
            what = into.group("what");
            var path = into.group("path").replaceAll("[\"'`]", "");
            outputs.addObject().put("file", path);
            permissions.putArray("tools").add("Write");
            permissions.putObject("paths").putArray("write").add(writable(path));
        }
        if (isTold) {
            outputs.addObject().put("notify", "push");
        }
        return what;
    }

    /** A relative path starts in the workspace, where the job runs. */
    private static String writable(String path) {
        return path.startsWith("/") || path.startsWith("~")
                ? path
                : "~/.daemion/workspace/" + path.replaceFirst("^\\./", "");
    }

    private static boolean isWatch(When when) {
        return when.trigger() != null && when.trigger().path("type").asText().equals("watch");
    }

    private static String instruction(String what, When when) {
        var text = Making.sentence(what);
        return isWatch(when) ? text + " What changed: {{event.path}}." : text;
    }

    private static String slug(String what, boolean isReminder) {
        var words = Arrays.stream(what.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(word -> !word.isEmpty() && !LITTLE.contains(word))
                .limit(4)
                .collect(Collectors.joining("-"));
        var name = (isReminder ? "remind-" : "") + (words.isEmpty() ? "job" : words);
        return name.length() <= 64 ? name : name.substring(0, 64).replaceAll("-+$", "");
    }
}
