package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When something is to happen, in English words, as a job's trigger. What leaves the time open is asked, never guessed.
 * Pure.
 *
 * @param trigger of a job; null when the time of day is missing
 * @param rest what was said besides
 * @param isOnce true when it happens once
 * @param said the words that were understood
 */
record When(@Nullable ObjectNode trigger, String rest, boolean isOnce, String said) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TIME =
            "(?<time>noon|midnight|[0-2]?[0-9](?:[:.h][0-5][0-9])?(?: ?o'?clock)?(?: ?[ap]\\.?m\\.?)?"
                    + "(?: in the (?:morning|afternoon|evening))?)";
    private static final String AT = "(?:,? (?:at|@) " + TIME + ")?";
    private static final String DAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?";
    private static final String DAYS = "(?<days>" + DAY + "(?:(?:,? and |, ?| & |,? or )" + DAY + ")*)";
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("a", 1),
            Map.entry("an", 1),
            Map.entry("one", 1),
            Map.entry("two", 2),
            Map.entry("three", 3),
            Map.entry("four", 4),
            Map.entry("five", 5),
            Map.entry("six", 6),
            Map.entry("ten", 10),
            Map.entry("fifteen", 15),
            Map.entry("twenty", 20),
            Map.entry("thirty", 30),
            Map.entry("half an", 0));
    private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth", "fifth");

    private record Rule(
            Pattern pattern, BiFunction<MatchResult, Clock, Optional<ObjectNode>> trigger, boolean isOnce) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    "every (?<n>[0-9]{1,4}|a|an|one|two|three|four|five|six|ten|fifteen|twenty|thirty)"
                            + " (?<unit>seconds?|minutes?|mins?|hours?|days?)",
                    (m, _) -> Optional.of(every(number(m.group("n")), m.group("unit")))),
            rule("(?:every half(?: an)? hour|half[- ]hourly)", (_, _) -> Optional.of(cron("*/30 * * * *"))),
            rule("(?:every|each) minute", (_, _) -> Optional.of(cron("* * * * *"))),
            rule("(?:(?:every|each) hour|hourly)", (_, _) -> Optional.of(cron("0 * * * *"))),
            rule(
                    "(?:every|each|on|on every) (?:weekdays?|working days?|workdays?)" + AT,
                    (m, _) -> time(m).map(t -> cron(t + " * * 1-5"))),
            rule("weekdays" + AT, (m, _) -> time(m).map(t -> cron(t + " * * 1-5"))),
            rule("(?:every|each|on|at)(?: the)? weekends?" + AT, (m, _) -> time(m).map(t -> cron(t + " * * 0,6"))),
            rule(
                    "(?:every|each) (?:day|morning|evening|night|afternoon)" + AT,
                    (m, _) -> time(m).map(t -> cron(t + " * * *"))),
            rule("daily" + AT, (m, _) -> time(m).map(t -> cron(t + " * * *"))),
            rule(
                    "(?:on )?(?:the|every) (?<nth>first|second|third|fourth|fifth|last) (?<day>" + DAY
                            + ")(?: (?:of|in) (?:the|each|every) month)?" + AT,
                    (m, _) -> time(m).map(t -> cron(t + " * * " + nth(m.group("nth"), m.group("day"))))),
            rule(
                    "(?:every|each|on|on every|every week on)(?: the)? " + DAYS + AT,
                    (m, _) -> time(m).map(t -> cron(t + " * * " + days(m.group("days"))))),
            rule("weekly(?: on)? " + DAYS + AT, (m, _) -> time(m).map(t -> cron(t + " * * " + days(m.group("days"))))),
            rule(
                    "(?:on )?the last day of (?:the|each|every) month" + AT,
                    (m, _) -> time(m).map(t -> cron(t + " L * *"))),
            rule(
                    "(?:monthly )?(?:on )?the (?<dom>[0-9]{1,2})(?:st|nd|rd|th)?(?: (?:day )?of (?:the|each|every)"
                            + " month)?" + AT,
                    (m, _) -> time(m).map(t -> cron(t + " " + m.group("dom") + " * *"))),
            rule(
                    "(?:on )?the first(?: day)? of (?:the|each|every) month" + AT,
                    (m, _) -> time(m).map(t -> cron(t + " 1 * *"))),
            once(
                    "in (?<n>[0-9]{1,4}|a|an|one|two|three|four|five|six|ten|fifteen|twenty|thirty|half an)"
                            + " (?<unit>seconds?|minutes?|mins?|hours?|days?|weeks?)(?: from now)?",
                    (m, clock) -> Optional.of(in(m, clock))),
            once("tomorrow" + AT, (m, clock) -> time(m).map(_ -> at(clock, 1, clockTime(m.group("time"))))),
            once("(?:today|tonight)" + AT, (m, clock) -> time(m).map(_ -> at(clock, 0, clockTime(m.group("time"))))),
            once(
                    "at " + TIME + " (?<d>today|tomorrow)",
                    (m, clock) -> Optional.of(
                            at(clock, m.group("d").equalsIgnoreCase("today") ? 0 : 1, clockTime(m.group("time"))))),
            once("on (?<date>20[0-9]{2}-[01][0-9]-[0-3][0-9])" + AT, (m, clock) -> time(m).flatMap(_ -> on(m, clock))),
            once("at " + TIME, (m, clock) -> Optional.of(next(clock, clockTime(m.group("time"))))),
            rule(
                    "(?:when|whenever|if|each time|every time)(?: an?| any| the| some| new)*+"
                            + " (?<ext>(?!files?\\b|some|any)[a-z0-9]{2,5}?)s?(?: files?)? (?:appears?|arrives?|shows?"
                            + " up|lands?|is added|is created|comes in) in (?<path>[\"'`]?[~./][^ \"'`,]*[\"'`]?)",
                    (m, _) -> Optional.of(watch(m.group("path"), glob(m.group("ext")), "create"))),
            rule(
                    "(?:when|whenever|if|each time|every time)(?: an?| any| the| some| new)*"
                            + " (?:files?|something|anything) (?:(?:appears?|arrives?|shows? up|lands?|is added|is"
                            + " created|comes in) (?:in|at)) (?<path>[\"'`]?[~./][^ \"'`,]*[\"'`]?)",
                    (m, _) -> Optional.of(watch(m.group("path"), null, "create"))),
            rule(
                    "(?:when|whenever|if|each time|every time)(?: the)?(?: (?:file|folder|directory|files in|anything"
                            + " in|something in))? (?<path>[\"'`]?[~./][^ \"'`,]*[\"'`]?|[\\w-]+\\.\\w{1,5})"
                            + " (?:changes?|is changed|is saved|is modified|gets changed)",
                    (m, _) -> Optional.of(watch(m.group("path"), null))),
            rule(
                    "(?:after|when|whenever|once)(?: the)?(?: job)? [\"'`]?(?<job>[a-z0-9]+(?:-[a-z0-9]+)*)[\"'`]?(?:"
                        + " job)? (?:(?<end>succeeds?|has succeeded|fails?|has failed|finishes|has finished|ends|has"
                        + " run|is done|ran|runs))",
                    (m, _) -> Optional.of(chain(m.group("job"), m.group("end")))));

    /** What is said about time at the beginning or the end; empty when nothing is. */
    static Optional<When> find(String request, Clock clock) {
        return alone(request, clock).or(() -> around(request, clock));
    }

    private static Optional<When> alone(String request, Clock clock) {
        for (var rule : RULES) {
            var matcher = Pattern.compile(rule.pattern().pattern(), FLAGS).matcher(request);
            if (matcher.matches()) {
                return Optional.of(result(rule, matcher.toMatchResult(), "", clock));
            }
        }
        return Optional.empty();
    }

    private static Optional<When> around(String request, Clock clock) {
        for (var rule : RULES) {
            var begins = Pattern.compile("(?:" + rule.pattern() + ")[,:]?\\s+(?<rest>.+)", FLAGS)
                    .matcher(request);
            if (begins.matches()) {
                return Optional.of(result(rule, begins.toMatchResult(), begins.group("rest"), clock));
            }
            var ends = Pattern.compile("(?<rest>.+?),?\\s+(?:" + rule.pattern() + ")", FLAGS)
                    .matcher(request);
            if (ends.matches()) {
                return Optional.of(result(rule, ends.toMatchResult(), ends.group("rest"), clock));
            }
        }
        return Optional.empty();
    }

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

    private static When result(Rule rule, MatchResult match, String rest, Clock clock) {
        var said =
                match.group().replace(rest.isEmpty() ? "\0" : rest, "").strip().replaceAll("^[,: ]+|[,: ]+$", "");
        return rule.trigger()
                .apply(match, clock)
                .map(trigger -> new When(zoned(trigger, clock), rest.strip(), rule.isOnce(), said))
                .orElseGet(() -> new When(null, rest.strip(), rule.isOnce(), said));
    }

    private static ObjectNode zoned(ObjectNode trigger, Clock clock) {
        var zone = clock.getZone().getId();
        return trigger.has("schedule") ? trigger.put("timezone", zone.equals("Z") ? "UTC" : zone) : trigger;
    }

    private static Rule rule(String pattern, BiFunction<MatchResult, Clock, Optional<ObjectNode>> trigger) {
        return new Rule(Pattern.compile(pattern), trigger, false);
    }

    private static Rule once(String pattern, BiFunction<MatchResult, Clock, Optional<ObjectNode>> trigger) {
        return new Rule(Pattern.compile(pattern), trigger, true);
    }

    private static ObjectNode cron(String schedule) {
        return JSON.objectNode().put("type", "cron").put("schedule", schedule);
    }

    private static ObjectNode every(int n, String unit) {
        var letter = unit.toLowerCase(Locale.ROOT).substring(0, 1);
        return JSON.objectNode().put("type", "cron").put("every", n + letter);
    }

    private static int number(String text) {
        return NUMBERS.getOrDefault(text.toLowerCase(Locale.ROOT), text.matches("[0-9]+") ? Integer.parseInt(text) : 1);
    }

    /** Minute and hour as cron has them; empty when no time was said. */
    private static Optional<String> time(MatchResult match) {
        return match.namedGroups().containsKey("time") && match.group("time") != null
                ? Optional.of(clockTime(match.group("time"))).map(t -> t.getMinute() + " " + t.getHour())
                : Optional.empty();
    }

    static LocalTime clockTime(String text) {
        var said = text.toLowerCase(Locale.ROOT)
                .replace(".m", "m")
                .replace("m.", "m")
                .strip();
        if (said.equals("noon")) {
            return LocalTime.NOON;
        }
        if (said.equals("midnight")) {
            return LocalTime.MIDNIGHT;
        }
        var digits = Pattern.compile("([0-9]{1,2})(?:[:.h]([0-5][0-9]))?").matcher(said);
        if (!digits.find()) {
            return LocalTime.NOON;
        }
        int hour = Integer.parseInt(digits.group(1));
        int minute = digits.group(2) == null ? 0 : Integer.parseInt(digits.group(2));
        boolean isLate = said.endsWith("pm") || said.contains("afternoon") || said.contains("evening");
        if (isLate && hour < 12) {
            hour += 12;
        } else if (said.endsWith("am") && hour == 12) {
            hour = 0;
        }
        return LocalTime.of(hour % 24, minute);
    }

    private static String days(String text) {
        return Arrays.stream(text.split("(?:,? and |, ?| & |,? or )"))
                .map(day -> String.valueOf(number(day(day))))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static int number(DayOfWeek day) {
        return day.getValue() % 7;
    }

    private static DayOfWeek day(String text) {
        var start = text.strip().toLowerCase(Locale.ROOT).substring(0, 3);
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
                        .toLowerCase(Locale.ROOT)
                        .equals(start))
                .findFirst()
                .orElse(DayOfWeek.MONDAY);
    }

    private static String nth(String nth, String day) {
        int number = number(day(day));
        var place = ORDINALS.indexOf(nth.toLowerCase(Locale.ROOT));
        return place < 0 ? number + "L" : number + "#" + (place + 1);
    }

    private static ObjectNode in(MatchResult match, Clock clock) {
        var unit = match.group("unit").toLowerCase(Locale.ROOT);
        var now = ZonedDateTime.now(clock);
        int n = number(match.group("n"));
        if (match.group("n").equalsIgnoreCase("half an")) {
            return moment(now.plusMinutes(30));
        }
        return moment(
                switch (unit.charAt(0)) {
                    case 's' -> now.plusSeconds(n);
                    case 'm' -> now.plusMinutes(n);
                    case 'h' -> now.plusHours(n);
                    case 'w' -> now.plusWeeks(n);
                    default -> now.plusDays(n);
                });
    }

    private static ObjectNode at(Clock clock, int daysAhead, LocalTime time) {
        return moment(ZonedDateTime.now(clock).plusDays(daysAhead).with(time));
    }

    /** Today when that is still to come, else tomorrow. */
    private static ObjectNode next(Clock clock, LocalTime time) {
        var now = ZonedDateTime.now(clock);
        var today = now.with(time);
        return moment(today.isAfter(now) ? today : today.plusDays(1));
    }

    private static Optional<ObjectNode> on(MatchResult match, Clock clock) {
        try {
            var day = LocalDate.parse(match.group("date"));
            return Optional.of(moment(day.atTime(clockTime(match.group("time"))).atZone(clock.getZone())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode moment(ZonedDateTime at) {
        return JSON.objectNode()
                .put("type", "cron")
                .put(
                        "at",
                        DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                                at.toOffsetDateTime().truncatedTo(ChronoUnit.SECONDS)));
    }

    private static ObjectNode watch(String path, @Nullable String glob, String... events) {
        var trigger = JSON.objectNode().put("type", "watch").put("path", path.replaceAll("[\"'`]", ""));
        if (glob != null) {
            trigger.put("glob", glob);
        }
        if (events.length > 0) {
            var list = trigger.putArray("events");
            Arrays.stream(events).forEach(list::add);
        }
        return trigger;
    }

    private static String glob(String extension) {
        var lower = extension.toLowerCase(Locale.ROOT);
        return "**/*." + lower;
    }

    private static ObjectNode chain(String job, String end) {
        var trigger = JSON.objectNode().put("type", "chain").put("job", job);
        var said = end.toLowerCase(Locale.ROOT);
        return trigger.put("on", said.contains("fail") ? "failed" : said.contains("succe") ? "succeeded" : "finished");
    }
}
