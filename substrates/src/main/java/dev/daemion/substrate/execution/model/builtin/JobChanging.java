package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.model.builtin.Timing.Meaning;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rows of {@link Intents} that change jobs that are there: pause, go on, move to another time, take a reminder back.
 */
final class JobChanging {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NAME = JobAsking.NAME;
    private static final String KEBAB = "(?<name>[a-z0-9]+(?:-[a-z0-9]+)*)";
    private static final int CRON_FIELDS = 5;

    private JobChanging() {}

    static Intent pause() {
        return Intent.of(
                        "pause-job",
                        "pause the heartbeat job",
                        (words, at) -> Making.use(
                                at, "describe_job", JSON.objectNode().put("name", Making.kebab(words.get("name")))),
                        "(?<verb>pause|resume|unpause|continue|stop|cancel|suspend)(?: the| my)*+ " + NAME + " job",
                        "(?<verb>pause|resume|unpause|continue|stop|cancel|suspend)(?: the| my)*+ job " + NAME,
                        "(?<verb>pause|resume|unpause|suspend)(?: the| my)*+ " + KEBAB)
                .then(JobChanging::toggled);
    }

    /** Nobody is asked about a job that is not there. */
    private static Step toggled(Words words, Surroundings at) {
        if (!at.latest().tool().equals("describe_job") || at.latest().isError()) {
            return Making.answered(at);
        }
        var verb = words.get("verb").toLowerCase(Locale.ROOT);
        boolean isOn = verb.equals("resume") || verb.equals("unpause") || verb.equals("continue");
        return Making.use(
                at,
                isOn ? "request_enable" : "disable_extension",
                JSON.objectNode().put("type", "job").put("name", Making.kebab(words.get("name"))));
    }

    static Intent pauseAll() {
        return Intent.of(
                "pause-all",
                "",
                (_, _) -> new Step.Say("I change one job at a time, so that each change has its card: `/jobs` lists"
                        + " them, *pause the heartbeat job* pauses one. To stop everything at once, `daemion stop`."),
                "(?:pause|resume|stop|cancel|suspend|delete|remove|disable) (?:all|every|each|everything)\\b.{0,30}"
                        + "(?:jobs?|reminders?|schedules?)?");
    }

    /** The name a reminder was given when it was asked for. */
    static Intent forget() {
        return Intent.of(
                        "forget-reminder",
                        "cancel the reminder to call Ada",
                        (words, at) -> Making.use(
                                at,
                                "list_extensions",
                                JSON.objectNode()
                                        .put("type", "job")
                                        .put("query", JobMaking.slug(words.get("what"), true))),
                        "(?:cancel|delete|remove|forget|drop)(?: the| my| that)*+ reminder (?:to|about|of|that|for)"
                                + " (?<what>.+)")
                .then((words, at) -> {
                    if (!at.latest().tool().equals("list_extensions")
                            || at.latest().isError()) {
                        return Making.answered(at);
                    }
                    var name = JobMaking.slug(words.get("what"), true);
                    return at.latest().output().contains("\"" + name + "\"")
                            ? Making.use(
                                    at,
                                    "delete_extension",
                                    JSON.objectNode().put("type", "job").put("name", name))
                            : new Step.Say("There is no reminder called `" + name + "`. *List my reminders* says"
                                    + " which there are; *delete the … job* takes one of them away.");
                });
    }

    /** The job is read first, so that only its trigger changes. */
    static Intent move() {
        return Intent.of(
                        "move-job",
                        "change the heartbeat job to every hour",
                        JobChanging::asked,
                        "(?:change|move|reschedule|shift|switch)(?: the| my)*+ " + NAME
                                + " job(?: run| fire)?,?(?: to| for| so that it runs| so it runs| from now on)?(?:"
                                + " run| fire)?"
                                + " (?<when>.+)",
                        "(?:change|move|reschedule|shift|switch)(?: the| my)*+ job " + NAME
                                + "(?: run| fire)?,?(?: to| for| so that it runs| so it runs| from now on)?(?:"
                                + " run| fire)?"
                                + " (?<when>.+)")
                .then(JobChanging::moved);
    }

    private static final String SHORT = "(?:(?:change|move|reschedule|shift)(?: the| my)*+ " + KEBAB + " (?:to|for)"
            + "|(?:let|make|have|run|set)(?: the| my)*+ (?:" + NAME.replace("<name>", "<name2>") + " job|job "
            + NAME.replace("<name>", "<name3>") + ")(?: run| fire)?(?: to| for)?|(?:let|make|have)(?: the| my)*+ "
            + KEBAB.replace("<name>", "<name4>") + " (?:run|fire)) (?<when>.+)";
    private static final Pattern SHORTLY = Pattern.compile(SHORT, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** In fewer words, where what follows says when and nothing else. */
    static Intent moveShortly() {
        return Intent.of("move", "", JobChanging::asked, SHORT)
                .when(request -> {
                    var match = SHORTLY.matcher(request);
                    return match.matches() && isTime(match.group("when"));
                })
                .then(JobChanging::moved);
    }

    static Intent change() {
        return Intent.of(
                "change-job",
                "",
                (words, _) -> new Step.Say("What should the job `" + name(words)
                        + "` do instead, or when? For example: *every hour*, or *so that it lists my threads*."),
                "(?:change|update|edit|modify|rewrite|move|reschedule)(?: the| my)*+ (?:" + NAME + " job|job "
                        + NAME.replace("<name>", "<name2>") + ")");
    }

    /** Something else at the same time. */
    static Intent redo() {
        return Intent.of(
                        "redo-job",
                        "change the heartbeat job so that it shows the status",
                        (words, at) ->
                                Making.use(at, "describe_job", JSON.objectNode().put("name", name(words))),
                        REDO)
                .when(request -> {
                    var match = REDONE.matcher(request);
                    return match.matches()
                            && !isTime(match.group("what").replaceFirst("(?i)^(?:runs?|fires?) ", ""))
                            && (match.group("clear") != null
                                    || TASK.matcher(match.group("what")).matches());
                })
                .then(JobChanging::redone);
    }

    private static final String REDO =
            "(?:change|update|edit|modify|rewrite|let)(?: the| my)*+ (?!(?:an?|any|new|another)\\b)(?:"
                    + NAME + " job|job " + NAME.replace("<name>", "<name2>")
                    + "),?(?: (?<clear>so that it|so it)| to| now)?"
                    + " (?<what>.+)";
    /** What is plainly something to do, and no other word for a time. */
    private static final Pattern TASK = Pattern.compile(
            "(?:run|execute|list|show|give|send|tell|notify|remind|read|write|save|summari[sz]e|check|look|search|find|fetch|get|download|count|compare|collect|make|create|move|copy|back"
                + " ?up|sort|clean|review|ask)s?\\b.+",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern REDONE = Pattern.compile(REDO, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static Step redone(Words words, Surroundings at) {
        if (!at.latest().tool().equals("describe_job") || at.latest().isError()) {
            return Making.answered(at);
        }
        try {
            var job = Json.stored().readTree(at.latest().output());
            return JobMaking.redone(job, words.get("what").replaceFirst("(?i) instead$", ""), at);
        } catch (JsonProcessingException e) {
            return Making.answered(at);
        }
    }

    private static boolean isTime(String text) {
        return When.timeOfDay(text).isPresent()
                || When.find(text, JobMaking.ANY_TIME)
                        .filter(when -> when.rest().isEmpty())
                        .isPresent();
    }

    private static String name(Words words) {
        return Making.kebab(Stream.of("name", "name2", "name3", "name4")
                .flatMap(group -> words.find(group).stream())
                .findFirst()
                .orElse(""));
    }

    private static Step asked(Words words, Surroundings at) {
        var name = name(words);
        var text = words.get("when");
        if (When.timeOfDay(text).isPresent()) {
            return Making.use(at, "describe_job", JSON.objectNode().put("name", name));
        }
        var when = When.find(text, at.clock()).filter(found -> found.rest().isEmpty());
        if (when.isEmpty()) {
            return new Step.Say("When should `" + name + "` run instead? For example: *every weekday at 9*.");
        }
        return switch (when.get().meaning()) {
            case Meaning.Trigger _ ->
                Making.use(at, "describe_job", JSON.objectNode().put("name", name));
            case Meaning.AtWhatTime _ ->
                new Step.Say("At what time *" + when.get().said() + "* should the job `" + name + "` run?");
            case Meaning.OnWhichDay(var example) ->
                new Step.Say("When should `" + name + "` run instead? For example: *"
                        + when.get().said() + " " + example + "*.");
            case Meaning.Either(var first, var second) ->
                new Step.Say("When should `" + name + "` run instead? Say *" + first + "* or *" + second + "*.");
            case Meaning.Nothing(var why) ->
                new Step.Say(why + " When should `" + name + "` run instead? For example: *every weekday at 9*.");
        };
    }

    private static Step moved(Words words, Surroundings at) {
        if (!at.latest().tool().equals("describe_job") || at.latest().isError()) {
            return Making.answered(at);
        }
        try {
            var job = Json.stored().readTree(at.latest().output());
            var name = job.path("name").asText();
            var time = When.timeOfDay(words.get("when"));
            var trigger = time.isPresent()
                    ? atTime(job.path("definition").path("trigger"), time.get())
                    : When.find(words.get("when"), at.clock())
                            .map(When::trigger)
                            .map(found -> kept(job.path("definition").path("trigger"), found, at));
            if (trigger.isEmpty()) {
                return new Step.Say(
                        "The job `" + name + "` runs " + job.path("schedule").asText()
                                + ": a time alone does not say which days. When should `" + name
                                + "` run instead? For example: *every weekday at 9*.");
            }
            var definition = (ObjectNode) job.path("definition").deepCopy();
            definition.remove("schedule");
            definition.set("trigger", trigger.get());
            var input = JSON.objectNode().put("type", "job").put("name", name);
            input.set("definition", definition);
            return Making.use(at, "update_extension", input);
        } catch (JsonProcessingException e) {
            return Making.answered(at);
        }
    }

    /** The zone a job has stays, unless another is said. */
    private static ObjectNode kept(JsonNode old, ObjectNode found, Surroundings at) {
        boolean isZoneSaid =
                !found.path("timezone").asText().equals(Timing.zone(at.clock().getZone()));
        boolean isOfCalendar = found.has("schedule") && old.path("timezone").isTextual();
        return isOfCalendar && !isZoneSaid
                ? found.put("timezone", old.path("timezone").asText())
                : found;
    }

    /** The same days at another time; empty where it has none. */
    private static Optional<ObjectNode> atTime(JsonNode trigger, LocalTime time) {
        if (trigger.path("at").isTextual()) {
            var at = OffsetDateTime.parse(trigger.path("at").asText()).with(time);
            return Optional.of(
                    ((ObjectNode) trigger.deepCopy()).put("at", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(at)));
        }
        var fields = trigger.path("schedule").asText().split(" ", -1);
        boolean isDaily = fields.length == CRON_FIELDS && fields[0].matches("[0-9]+") && fields[1].matches("[0-9]+");
        if (!isDaily) {
            return Optional.empty();
        }
        fields[0] = String.valueOf(time.getMinute());
        fields[1] = String.valueOf(time.getHour());
        return Optional.of(((ObjectNode) trigger.deepCopy()).put("schedule", String.join(" ", fields)));
    }
}
