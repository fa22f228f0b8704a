package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.kernel.wire.Json;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Rows of {@link Intents} about jobs that are there: list, run, pause, move to another time, what they did and will do.
 */
final class JobAsking {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String NAME = "[\"'`“]?(?<name>[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)[\"'`”]?";
    private static final String SINCE = "(?<since>last night|tonight|today|yesterday|overnight)";

    private JobAsking() {}

    static Intent list() {
        return Intent.of(
                        "list-jobs",
                        "what jobs do I have",
                        (_, at) -> Making.use(at, "list_jobs", JSON.objectNode()),
                        "(?:what|which) (?:jobs|reminders|schedules) (?:do i have|are there|exist|are"
                                + " active|run)\\b.{0,40}",
                        "(?:list|show|display)(?: me)?(?: all| the| my| of)* (?:jobs|reminders)",
                        "when (?:does|will|do)(?: the| my)*+(?: job)? (?<name>[a-z0-9-]+)(?: job)?"
                                + " (?:run|fire|start)(?: next)?")
                .then((_, at) -> Making.answered(at));
    }

    static Intent runs() {
        return Intent.of(
                        "job-runs",
                        "what ran last night",
                        (words, at) -> {
                            var input = JSON.objectNode();
                            words.find("name").ifPresent(name -> input.put("job", Making.kebab(name)));
                            words.find("since").ifPresent(since -> input.put("since", since(since)));
                            return Making.use(at, "list_job_runs", input);
                        },
                        "what (?:ran|has run|did run|happened in the background|jobs ran)(?: " + SINCE + ")?",
                        "what did (?:my|the) jobs do(?: " + SINCE + ")?",
                        "how did (?:my|the) jobs (?:go|do)(?: " + SINCE + ")?",
                        "(?:did|has)(?: the| my)*+(?: job)? " + NAME + "(?: job)? (?:run|fail|succeed|work)(?:ed)?(?: "
                                + SINCE + ")?",
                        "(?:list|show)(?: me)?(?: the| my)*+(?: last| latest| recent)? runs(?: of(?: the)?(?: job)? "
                                + NAME + "(?: job)?)?(?: " + SINCE + ")?",
                        "(?:did )?anything (?:fail|failed)(?: " + SINCE + ")?")
                .then((_, at) -> Making.answered(at));
    }

    private static String since(String said) {
        return switch (said.toLowerCase(Locale.ROOT)) {
            case "last night", "overnight", "tonight" -> "last-night";
            case "yesterday" -> "yesterday";
            default -> "today";
        };
    }

    static Intent schedule() {
        return Intent.of(
                        "schedule",
                        "what will run this week",
                        (words, at) -> Making.use(
                                at, "show_schedule", JSON.objectNode().put("days", days(words.request()))),
                        "what (?:will|is going to|is about to) (?:run|fire|happen|start)\\b.{0,60}",
                        "what(?:'s| is) (?:scheduled|planned|coming up|next)\\b.{0,40}",
                        "(?:show|list)(?: me)?(?: the| my)*+ schedule\\b.{0,40}",
                        "schedule")
                .then((_, at) -> Making.answered(at));
    }

    private static int days(String request) {
        var text = request.toLowerCase(Locale.ROOT);
        var number = Pattern.compile("([0-9]{1,2}) days?").matcher(text);
        if (number.find()) {
            return Math.clamp(Integer.parseInt(number.group(1)), 1, 31);
        }
        return text.contains("month") ? 31 : text.contains("today") ? 1 : text.contains("tomorrow") ? 2 : 7;
    }

    static Intent run() {
        return Intent.of(
                        "run-job",
                        "run the heartbeat job now",
                        (words, at) -> Making.use(
                                at, "run_job", JSON.objectNode().put("name", Making.kebab(words.get("name")))),
                        "(?:run|start|fire|trigger)(?: the| my)*+ " + NAME + " job(?: now| once)?",
                        "(?:run|start|fire|trigger)(?: the| my)*+ job " + NAME + "(?: now| once)?",
                        "(?:run|start|fire|trigger)(?: the| my)*+ (?<name>[a-z0-9]+(?:-[a-z0-9]+)*) now")
                .then((_, at) -> Making.answered(at));
    }

    static Intent pause() {
        return Intent.of(
                        "pause-job",
                        "pause the heartbeat job",
                        (words, at) -> Making.use(
                                at, "describe_job", JSON.objectNode().put("name", Making.kebab(words.get("name")))),
                        "(?<verb>pause|resume|unpause|continue|stop)(?: the| my)*+ " + NAME + " job",
                        "(?<verb>pause|resume|unpause|continue|stop)(?: the| my)*+ job " + NAME,
                        "(?<verb>pause|resume|unpause)(?: the| my)*+ (?<name>[a-z0-9]+(?:-[a-z0-9]+)*)")
                .then(JobAsking::toggled);
    }

    /** Nobody is asked about a job that is not there. */
    private static Step toggled(Words words, Surroundings at) {
        if (!at.latest().tool().equals("describe_job") || at.latest().isError()) {
            return Making.answered(at);
        }
        var verb = words.get("verb").toLowerCase(Locale.ROOT);
        var tool = verb.equals("pause") || verb.equals("stop") ? "disable_extension" : "request_enable";
        return Making.use(at, tool, JSON.objectNode().put("type", "job").put("name", Making.kebab(words.get("name"))));
    }

    /** The job is read first, so that only its trigger changes. */
    static Intent move() {
        return Intent.of(
                        "move-job",
                        "change the heartbeat job to every hour",
                        (words, at) -> {
                            var when = When.find(words.get("when"), at.clock());
                            if (when.isEmpty()) {
                                return new Step.Say("When should `" + Making.kebab(words.get("name"))
                                        + "` run instead? For example: *every weekday at 9*.");
                            }
                            if (when.get().trigger() == null) {
                                return new Step.Say(
                                        "At what time *" + when.get().said() + "* should the job `"
                                                + Making.kebab(words.get("name")) + "` run?");
                            }
                            return Making.use(
                                    at, "describe_job", JSON.objectNode().put("name", Making.kebab(words.get("name"))));
                        },
                        "(?:change|move|reschedule|set|run|let)(?: the| my)*+ " + NAME
                                + " job(?: run)?,?(?: to| so that it runs| so it runs| from now on)? (?<when>.+)",
                        "(?:change|move|reschedule|set|run|let)(?: the| my)*+ job " + NAME
                                + ",?(?: to| so that it runs| so it runs| from now on)? (?<when>.+)",
                        "(?:move|reschedule)(?: the| my)*+ " + NAME + " to (?<when>.+)")
                .then(JobAsking::moved);
    }

    private static Step moved(Words words, Surroundings at) {
        if (!at.latest().tool().equals("describe_job") || at.latest().isError()) {
            return Making.answered(at);
        }
        try {
            var job = Json.stored().readTree(at.latest().output());
            var when = When.find(words.get("when"), at.clock()).orElseThrow();
            var definition = job.path("definition").deepCopy();
            ((ObjectNode) definition).remove("schedule");
            ((ObjectNode) definition).set("trigger", when.trigger());
            var input = JSON.objectNode()
                    .put("type", "job")
                    .put("name", job.path("name").asText());
            input.set("definition", definition);
            return Making.use(at, "update_extension", input);
        } catch (JsonProcessingException e) {
            return Making.answered(at);
        }
    }
}
