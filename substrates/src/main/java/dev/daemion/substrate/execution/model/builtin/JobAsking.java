package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.wire.Json;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rows of {@link Intents} about jobs that are there: list, explain, run, what they did and what they will do. */
final class JobAsking {
    static final String NAME = "[\"'`“]?(?<name>[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*)[\"'`”]?";
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String KEBAB = "(?<name>[a-z0-9]+(?:-[a-z0-9]+)*)";
    private static final String SINCE =
            "(?<since>last night|tonight|today|yesterday|overnight|this morning|this evening|this week|since yesterday"
                    + "|while i (?:slept|was (?:away|asleep|out)))";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    private JobAsking() {}

    static Intent list() {
        return Intent.of(
                        "list-jobs",
                        "what jobs do I have",
                        (_, at) -> Making.use(at, "list_jobs", JSON.objectNode()),
                        "(?:what|which) (?:jobs|reminders|schedules) (?:do i have|are there|exist|are"
                                + " active|run)\\b.{0,40}",
                        "(?:list|show|display)(?: me)?(?: all| the| my| of)* (?:jobs|reminders)")
                .then((_, at) -> Making.answered(at));
    }

    /** One job, in sentences. */
    static Intent explain() {
        return Intent.of(
                        "explain-job",
                        "what does the heartbeat job do",
                        (words, at) -> Making.use(
                                at, "describe_job", JSON.objectNode().put("name", Making.kebab(words.get("name")))),
                        "when (?:does|will|do|is)(?: the| my)*+(?: job)? " + KEBAB
                                + "(?: job)? (?:run|fire|start|due)(?: next| again)?",
                        "when is the next (?:run|firing)(?: of)(?: the| my)*+(?: job)? " + NAME + "(?: job)?",
                        "how much does(?: the| my)*+(?: job)? " + NAME + "(?: job)? cost(?: me)?",
                        "what (?:does|is)(?: the| my)*+ " + NAME + " job(?: do| for| about)*",
                        "what (?:does|is)(?: the| my)*+ job " + NAME + "(?: do| for| about)*",
                        "(?:show|explain|describe)(?: me)?(?: the| my)*+ " + NAME + " job",
                        "(?:show|explain|describe)(?: me)?(?: the| my)*+ job " + NAME)
                .then((_, at) -> explained(at));
    }

    private static Step explained(Surroundings at) {
        if (at.latest().isError()) {
            return Making.answered(at);
        }
        try {
            var job = Json.stored().readTree(at.latest().output());
            var text = new StringBuilder("**" + job.path("name").asText() + "** "
                    + job.path("description").asText());
            text.append("\n\n- Runs ").append(job.path("schedule").asText()).append(standing(job, at));
            var permissions = job.path("permissions");
            text.append("\n- May use ")
                    .append(permissions.isEmpty() ? "nothing that changes anything" : said(permissions));
            if (job.path("definition").has("direct")) {
                text.append("\n- Asks no model and costs nothing");
            }
            text.append("\n- ").append(last(job, at));
            if (job.path("failure_count").asInt() > 1) {
                text.append("; ").append(job.path("failure_count").asInt()).append(" failures in a row");
            }
            return new Step.Say(text.append('.').toString());
        } catch (JsonProcessingException e) {
            return Making.answered(at);
        }
    }

    private static String standing(JsonNode job, Surroundings at) {
        if (!job.path("enabled").asBoolean()) {
            return "; it is " + (job.path("status").asText().equals("pending") ? "not approved yet" : "paused");
        }
        return job.path("next_fire_at").isTextual()
                ? "; next " + time(job.path("next_fire_at").asText(), at)
                : "";
    }

    private static String last(JsonNode job, Surroundings at) {
        var last = job.path("last_run");
        if (!last.isObject()) {
            return "It never ran";
        }
        var began = last.path("started_at").isTextual()
                ? " " + time(last.path("started_at").asText(), at)
                : "";
        var cost = last.path("cost_usd").asDouble() > 0
                ? ", $" + last.path("cost_usd").asText()
                : "";
        var error = last.path("error").isTextual() ? ": " + last.path("error").asText() : "";
        return "Last run " + last.path("status").asText() + began + cost + error.replaceAll("[.]+$", "");
    }

    /** Names and values as they were approved. */
    private static String said(JsonNode permissions) {
        return permissions
                .toString()
                .replaceAll("[{}\\[\\]\"]", "")
                .replace(",", ", ")
                .replace(":", ": ");
    }

    private static String time(String instant, Surroundings at) {
        return TIME.format(Instant.parse(instant).atZone(at.clock().getZone()));
    }

    static Intent runs() {
        return Intent.of(
                        "job-runs",
                        "what ran last night",
                        (words, at) -> {
                            var input = JSON.objectNode();
                            words.find("name").ifPresent(name -> input.put("job", Making.kebab(name)));
                            words.find("since").ifPresent(since -> input.put("since", since(since, at)));
                            return Making.use(at, "list_job_runs", input);
                        },
                        "what (?:ran|has run|did run|jobs ran|happened in the background)(?: " + SINCE + ")?",
                        "what (?:happened|went on) (?:(?<since>last night|overnight|while i (?:slept|was (?:away|asleep"
                                + "|out))))",
                        "(?:which|what) jobs (?:ran|have run|did run)(?: " + SINCE + ")?",
                        "what did (?:my|the) jobs do(?: " + SINCE + ")?",
                        "how did (?:my|the) jobs (?:go|do)(?: " + SINCE + ")?",
                        "(?:did|has)(?! (?:any|every|some)thing)(?: the| my)*+(?: job)? " + NAME
                                + "(?: job)? (?:run|fail|succeed|work)(?:ed)?(?: " + SINCE + ")?",
                        "(?:list|show)(?: me)?(?: the| my)*+(?: last| latest| recent)? runs(?: of(?: the)?(?: job)? "
                                + NAME + "(?: job)?)?(?: " + SINCE + ")?",
                        "(?:list|show)(?: me)?(?: the)? " + SINCE + "['’]s runs",
                        "(?:explain|show|what about|how was)(?: me)? the last runs?(?: of(?: the| my)*+(?: job)? "
                                + NAME + "(?: job)?)?",
                        "how did(?: the| my)*+(?: job)? " + NAME + "(?: job)? go(?: " + SINCE + ")?")
                .then((_, at) -> Making.answered(at));
    }

    static Intent failures() {
        return Intent.of(
                        "job-failures",
                        "did anything fail last night",
                        (words, at) -> {
                            var input = JSON.objectNode().put("failed", true);
                            words.find("name").ifPresent(name -> input.put("job", Making.kebab(name)));
                            words.find("since").ifPresent(since -> input.put("since", since(since, at)));
                            return Making.use(at, "list_job_runs", input);
                        },
                        "(?:(?:did|has|have) )?(?:anything|something|any(?: of my)? jobs?|any runs?)"
                                + " (?:fail|failed|gone? wrong|go wrong)(?: " + SINCE + ")?",
                        "(?:what|which)(?: jobs| runs)? (?:failed|have failed|went wrong|broke)(?: " + SINCE + ")?",
                        "(?:list|show)(?: me)?(?: the| my| all)*+ (?:failures|failed (?:runs|jobs)|broken jobs)(?: "
                                + SINCE + ")?",
                        "why (?:did|has|does)(?: the| my)*+(?: job)? " + NAME
                                + "(?: job)? (?:keep )?(?:fail|failed|failing" + "|break|broken|not work)(?: " + SINCE
                                + ")?",
                        "what (?:is|went|was) wrong with(?: the| my)*+(?: job " + NAME + "| (?<name2>[a-z0-9-]+) job)")
                .then((_, at) -> Making.answered(at));
    }

    private static String since(String said, Surroundings at) {
        var words = said.toLowerCase(Locale.ROOT);
        if (words.startsWith("while")) {
            return "last-night";
        }
        return switch (words) {
            case "last night", "overnight", "tonight" -> "last-night";
            case "yesterday", "since yesterday" -> "yesterday";
            case "this week" ->
                at.today().minusDays(at.today().getDayOfWeek().getValue() - 1L).toString();
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
                        "(?:run|start|fire|trigger|launch|kick off|execute)(?: the| my)*+ " + NAME
                                + " job(?: (?:right )?now| once| again)*",
                        "(?:run|start|fire|trigger|launch|kick off|execute)(?: the| my)*+ job " + NAME
                                + "(?: (?:right )?now| once| again)*",
                        "(?:run|start|fire|launch)(?: the| my)*+ " + KEBAB + " (?:right )?now",
                        "(?:trigger|kick off)(?: the| my)*+ " + KEBAB + "(?: (?:right )?now| once| again)*")
                .then((_, at) -> Making.answered(at));
    }
}
