package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.substrate.execution.model.builtin.Timing.Meaning;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Rows of {@link Intents} that make jobs: when something is to happen ({@link When}), what ({@link Doing}), and where
 * the result goes. What is missing is asked; what is proposed waits on its card.
 */
final class JobMaking {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final JsonNode OWN_THREAD =
            JSON.arrayNode().add(JSON.objectNode().put("thread", "owner"));
    private static final String SILENT = "HEARTBEAT_OK";
    /** Whether something is said about time does not depend on it. */
    static final Clock ANY_TIME = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    /** What asks rather than tells: <i>when</i> also begins what happens. */
    private static final Pattern QUESTION = Pattern.compile(
            "(?:what|which|who|whose|why|how|where|is|are|was|were|did|do|does|has|have|had|am"
                    + "|when (?:did|do|does|is|was|were|will|should|have|has|can))\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** What says how things are, and asks for nothing. */
    private static final Pattern STATEMENT = Pattern.compile(
            "(?:i|i'm|i’m|we|you|he|she|it|they|there|thanks?|thank you|see"
                + " you|bye|goodbye|good|hello|hi|hey|note|remember|echo|say|repeat|explain|translate|#)(?![\\w/]).*"
                + "|(?:the|my|our|this|that|his|her|their)\\b.*\\b(?:is|are|was|were|will|leaves?|starts?|begins?|ends?|arrives?|departs?|has|have|takes?"
                + " place)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    /** Other ways to ask to be reminded. */
    private static final Pattern ALARM = Pattern.compile(
            "(?:(?:set|create|make|add|schedule|give|i need|i want)(?: up)?(?: me)?(?: (?:an?|the|another|new)\\b)*+"
                    + "(?: (?<often>daily|weekly|monthly|hourly|yearly))? (?<what>reminder|alarm|timer)|(?<wake>wake"
                    + " me(?: up)?))(?: (?:for|of|set for|to go off))?(?: (?<rest>.+))?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern CHANGE = Pattern.compile(
            "(?:change|move|reschedule|pause|resume|stop|rename|delete|remove|disable|enable|undo|limit|spend"
                    + "|search|find|look for|never|always|allow|deny)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

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
            "(?:remind me(?: to| that| about| of|:)?|(?:tell|alert|notify|ping|message) me (?:to|that|about))"
                    + " (?<what>.+)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern INTO = Pattern.compile(
            "(?<what>(?!(?:move|copy|rename|upload|send|sync|mv|cp|rsync|back"
                + " ?up|archive|extract|unzip|unpack|zip|compress|convert)\\b).+?),?(?: and)?(?:"
                + " (?:write|save|put|store)s?(?: (?:it|them|that|the (?:result|answer|output|report|summary|list)))?"
                + " (?:in|into|to|as)| into| to)(?: the)?(?: file)? (?<path>[\"'`]?(?:[~/][^"
                + " \"'`]*|[\\w./-]+\\.\\w{1,5})[\"'`]?)",
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

    private static final Pattern RUN_OTHER = Pattern.compile(
            "(?:runs?|starts?|triggers?|fires?)(?: the| my)*+ (?:job (?<name>[A-Za-z0-9_-]+)|(?<name2>[A-Za-z0-9_-]+)"
                    + " job)",
            Pattern.CASE_INSENSITIVE);

    private static final String MODEL_NEEDED = "\n\n"
            + "What it does needs a model; without one each run fails and says so. Ask **how do I connect a"
            + " model** when you have none.";
    private static final Pattern ONLY_IF = Pattern.compile(
            "(?<what>.+?)[,;]?(?: and| but)? (?:(?:tell|notify|alert|ping|warn|message) me only"
                    + "|only (?:tell|notify|alert|ping|warn|message) me|let me know only) (?:if|when) (?<if>.+)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Set<String> LITTLE = Set.of(
            "a", "an", "the", "me", "my", "to", "of", "in", "on", "at", "for", "and", "all", "that", "with", "it", "is",
            "are", "from", "into", "this", "then", "s");

    private JobMaking() {}

    static Intent make() {
        return Intent.of("make-job", "every weekday at 9 list yesterday's threads", JobMaking::plan, ".+")
                .when(JobMaking::isMeant)
                .then(JobMaking::answered);
    }

    /** Says when, and that something is to be done then. */
    private static boolean isMeant(String request) {
        var text = request.strip();
        if (text.regionMatches(true, 0, "remind me", 0, 9)
                || ALARM.matcher(text).matches()) {
            return true;
        }
        return !QUESTION.matcher(text).matches()
                && !CHANGE.matcher(text).matches()
                && When.find(text, ANY_TIME)
                        .filter(when -> !when.isWeak()
                                && !STATEMENT.matcher(when.rest()).matches())
                        .isPresent();
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
        text = reminder(text);
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
        var what = when.rest();
        if (what.isEmpty() && when.meaning() instanceof Meaning.Nothing(var why)) {
            return new Step.Say(why);
        }
        if (isForMe(what) && !isOf("watch", when) && !isOf("chain", when)) {
            return new Step.Say("What should I remind you of *" + when.said() + "*? For example: *call Ada*.");
        }
        var other = RUN_OTHER.matcher(what);
        if (other.matches() && when.trigger() != null) {
            var job = Making.kebab(other.group("name") == null ? other.group("name2") : other.group("name"));
            return new Step.Say("A job runs by its own trigger. Say *change the " + job + " job to " + when.said()
                    + "*; when it should keep the times it has as well, let another job chain it.");
        }
        if (what.isEmpty()) {
            return new Step.Say("What should happen *" + when.said() + "*? For example: *list yesterday's threads*.");
        }
        return switch (when.meaning()) {
            case Meaning.Trigger _ -> propose(when.doing(task(what)), name, at);
            case Meaning.AtWhatTime _ ->
                new Step.Say(
                        "At what time *" + when.said() + "* should I do this: *" + what + "*? For example: *at 9*.");
            case Meaning.OnWhichDay(var example) ->
                new Step.Say("On which day *" + when.said() + "* should I do this: *" + what + "*? For example: *"
                        + example + "*.");
            case Meaning.Either(var first, var second) ->
                new Step.Say("Do you mean *" + first + "* or *" + second + "*, for this: *" + what + "*?");
            case Meaning.Nothing(var why) ->
                new Step.Say(why + " When should I do this: *" + what + "*? For example: *every weekday at 9*, *in 20"
                        + " minutes*, or *tomorrow at 8*.");
        };
    }

    /** "schedule `make backup`" as "run `make backup`". */
    private static String task(String what) {
        var bare = what.replaceFirst("(?i)^(?:schedule|plan|automate|set up)\\s+", "");
        return bare.matches("`[^`]+`") ? "run " + bare : bare;
    }

    /** "set a reminder for tomorrow at 9 to water the plants" as "remind me tomorrow at 9 to water the plants". */
    private static String reminder(String text) {
        var alarm = ALARM.matcher(text);
        if (!alarm.matches()) {
            return text;
        }
        var often = alarm.group("often") == null ? "" : alarm.group("often") + " ";
        var rest = alarm.group("rest") == null ? "" : alarm.group("rest");
        if (alarm.group("wake") != null) {
            return "remind me " + rest + " to wake up";
        }
        boolean isTimer = alarm.group("what").equalsIgnoreCase("timer");
        var whole = "remind me " + often
                + (isTimer && rest.matches("(?i)(?:[0-9]|an? |half |one |two |ten ).*") ? "in " + rest : rest);
        boolean hasText = rest.matches("(?is).*\\b(?:to|that|about)\\b.*");
        return hasText || alarm.group("what").equalsIgnoreCase("reminder") ? whole : whole + " that the time has come";
    }

    private static Step propose(When when, String name, Surroundings at) {
        var definition = JSON.objectNode();
        definition.set("trigger", when.trigger());
        var permissions = JSON.objectNode();
        var what = fill(definition, permissions, when);
        var slug = name.isEmpty() ? slug(what, REMIND.matcher(when.rest()).matches()) : Making.kebab(name);
        return Making.propose(at, "job", slug, Making.sentence(when.rest()), definition, permissions);
    }

    /** The same job with something else to do: when, and where the result goes unless that is said anew, stay. */
    static Step redone(JsonNode job, String what, Surroundings at) {
        var old = job.path("definition");
        var definition = (ObjectNode) old.deepCopy();
        definition.remove(List.of("prompt", "direct", "outputs"));
        var permissions = JSON.objectNode();
        var trigger = (ObjectNode) job.path("trigger").deepCopy();
        fill(definition, permissions, new When(new Meaning.Trigger(trigger), what, "", false));
        boolean isPlaceSaid = !definition.path("outputs").equals(OWN_THREAD);
        if (!isPlaceSaid && old.path("outputs").isArray()) {
            definition.set("outputs", old.path("outputs"));
            if (!old.path("outputs").findValues("file").isEmpty()) {
                merge(permissions, "tools", JSON.arrayNode().add("Write"));
                permissions.set("paths", job.path("permissions").path("paths"));
            }
        }
        var input = JSON.objectNode()
                .put("type", "job")
                .put("name", job.path("name").asText());
        input.put("description", Making.sentence(what));
        input.set("definition", definition);
        input.set("permissions", permissions);
        return Making.use(at, "update_extension", input);
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
        boolean isWatch = isOf("watch", when);
        if ((isWatch || isOf("chain", when)) && isForMe(when.rest())) {
            var step = definition.putArray("direct").addObject().put("tool", "notify");
            step.putObject("with")
                    .put("title", isWatch ? "A file has changed" : "A job has ended")
                    .put("text", isWatch ? "{{event.path}}" : "{{event.job}}: {{event.status}}");
            permissions.putArray("tools").add("notify");
            return isWatch
                    ? "tell changed files"
                    : "tell "
                            + Objects.requireNonNull(when.trigger()).path("job").asText();
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

    private static boolean isForMe(String what) {
        return what.equalsIgnoreCase("remind me") || TELL.matcher(what).matches();
    }

    private static boolean isOf(String type, When when) {
        var trigger = when.trigger();
        return trigger != null && trigger.path("type").asText().equals(type);
    }

    private static String instruction(String what, When when) {
        var text = Making.sentence(what);
        if (isOf("chain", when)) {
            return text
                    + "\n\nThe job {{event.job}} has {{event.status}}, and this is what it gave:\n\n{{event.output}}";
        }
        return isOf("watch", when) ? text + " What changed: {{event.path}}." : text;
    }

    static String slug(String what, boolean isReminder) {
        var words = Arrays.stream(what.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                .filter(word -> !word.isEmpty() && !LITTLE.contains(word))
                .limit(4)
                .collect(Collectors.joining("-"));
        var name = (isReminder ? "remind-" : "") + (words.isEmpty() ? "job" : words);
        return name.length() <= 64 ? name : name.substring(0, 64).replaceAll("-+$", "");
    }
}
