package dev.daemion.substrate.execution.model.builtin;

import dev.daemion.substrate.execution.model.builtin.Said.Cadence;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The elements a phrase about time is made of, in the order in which they are tried; what one says is put where it
 * belongs by {@link TimeParts}.
 */
final class TimeElements {
    private static final String NUMBER =
            "(?:[0-9]{1,5}(?:\\.5)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
                    + "|thirty|forty[- ]five|sixty|ninety)";
    private static final String UNIT = "(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?)";
    private static final String SHORT = "(?:[0-9]{1,5} ?(?:s|m|min|h|hr|d|w))";
    private static final String DAY = "(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun|thurs)(?:day|days)?";
    private static final String PLURAL = "(?:mon|tues|wednes|thurs|fri|satur|sun)days";
    private static final String MONTH =
            "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
                    + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    static final String JOIN = "(?:,? and | ?, ?| & | ?\\+ ?)";
    private static final String TO = "(?: to | through | thru | until | till | ?- ?| ?– ?)";
    private static final String HOUR_WORD =
            "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|midnight)";
    private static final String MERIDIEM = "(?: ?[ap]\\.?m\\b\\.?)";
    private static final String TIME = "(?:(?:(?:half|quarter) (?:past|to) )?(?:[0-9]{1,2}|" + HOUR_WORD
            + ")(?:[:.h][0-9]{2}(?![0-9.]))?(?: ?o'?clock)?" + MERIDIEM + "?)";
    private static final String CLEAR_TIME =
            "(?:[0-9]{1,2}:[0-9]{2}" + MERIDIEM + "?|[0-9]{1,2}" + MERIDIEM + "|noon\\b|midday\\b|midnight\\b)";
    private static final String NTH = "(?:first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|last)";
    private static final String OF_MONTH = "(?: (?:day )?(?:of|in) (?:the|each|every|a) month)";
    private static final String ORDINAL = "(?:[0-9]{1,2}(?:st|nd|rd|th)?)";
    private static final String EACH = "(?:every|each)(?: single)?";
    private static final String WORKDAY = "(?:weekdays?|working days?|workdays?|business days?)";

    /** What one element says. */
    interface Read {
        /** @return false when it does not fit what was said before */
        boolean into(Said said, Matcher match, LocalDateTime now);
    }

    record Element(Pattern pattern, Read read) {}

    private TimeElements() {}

    static final List<Element> ALL = List.of(
            element(
                    "(?:on the schedule |cron:?"
                        + " )?[\"'`]?(?<cron>@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)"
                        + "|(?:[0-9*][0-9*/,LW#-]*\\s+){4,5}(?:[0-9*?]|sun|mon|tue|wed|thu|fri|sat)[0-9*/,LW#A-Za-z-]*)[\"'`]?:?",
                    TimeParts::cron),
            element("(?:once )?" + EACH + " (?<n>" + NUMBER + ") (?<unit>" + UNIT + ")", TimeParts::interval),
            element(
                    "(?:once )?" + EACH + " (?<short>" + SHORT + ")",
                    (said, m, now) -> TimeParts.every(
                            said,
                            m.group("short").replaceAll("[^0-9]", ""),
                            m.group("short").replaceAll("[0-9 ]", ""))),
            element(
                    EACH + " (?:other|second) (?:day|" + WORKDAY + ")",
                    (said, m, _) -> TimeParts.trouble(
                            said,
                            "*" + m.group()
                                    + "* is nothing a schedule can say: *every 48 hours* counts from when it is"
                                    + " approved, *every monday, wednesday and friday at 9* has fixed days.")),
            element(
                    EACH + " (?:other|second) (?:week|month|year|" + DAY + ")|bi-?weekly|fortnightly|bi-?monthly",
                    (said, m, _) -> TimeParts.trouble(
                            said,
                            "*" + m.group() + "* is nothing a schedule can say: *every 14 days* counts from when it is"
                                    + " approved, *on the first and third monday of the month at 9* has fixed"
                                    + " days.")),
            element(
                    EACH + " (?<n>[0-9]{1,3})(?<nth>st|nd|rd|th) (?:day|week|month)",
                    (said, m, _) -> TimeParts.trouble(
                            said,
                            "*" + m.group() + "* can be read in two ways: say *every " + m.group("n")
                                    + " days*, which counts from when it is approved, or *on the " + m.group("n")
                                    + m.group("nth") + " of every month at 9*.")),
            element(EACH + " hour and a half", (said, _, now) -> TimeParts.every(said, "90", "m")),
            element(EACH + " half(?: an?)?[- ]hour|half[- ]hourly", (said, _, now) -> TimeParts.every(said, "30", "m")),
            element(EACH + " quarter(?: of an)?[- ]hour", (said, _, now) -> TimeParts.every(said, "15", "m")),
            element("twice (?:a|per|each|every) day|twice daily", (said, _, _) -> TimeParts.cadence(said, Cadence.DAY)),
            element(
                    "(?:twice|thrice|" + NUMBER
                            + " times|several times|a few times|once or twice)(?: (?:a|per|every|each)"
                            + " (?:minute|hour|day|week|month|year)| daily| weekly)",
                    (said, m, _) -> TimeParts.trouble(said, "*" + m.group() + "* leaves open when.")),
            element(EACH + " quarter|quarterly", (said, _, _) -> TimeParts.months(said, 3)),
            element(
                    "(?:" + EACH + "|once (?:a|per|every|each)) (?<c>minute|hour|day|week|month|year)"
                            + "|(?<adverb>hourly|daily|nightly|weekly|monthly|yearly|annually)",
                    TimeParts::cadence),
            element(
                    EACH + " (?<part>morning|afternoon|evening|night|noon|midday|midnight)",
                    (said, m, now) -> TimeParts.cadence(said, Cadence.DAY) && TimeParts.part(said, m.group("part"))),
            element(
                    "(?:(?:" + EACH + "|on|on every|from) )?" + WORKDAY,
                    (said, _, _) -> DayParts.days(
                            said,
                            List.of(
                                    DayOfWeek.MONDAY,
                                    DayOfWeek.TUESDAY,
                                    DayOfWeek.WEDNESDAY,
                                    DayOfWeek.THURSDAY,
                                    DayOfWeek.FRIDAY))),
            element(
                    "(?:(?:" + EACH + "|on|on every|at)(?: the)? )?weekends?",
                    (said, _, _) -> DayParts.days(said, List.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY))),
            element(
                    "(?:on )?(?:the |" + EACH + " )(?<nths>" + NTH + "(?:" + JOIN + NTH + ")*) (?<day>" + DAY
                            + ")(?<of>" + OF_MONTH + ")?",
                    DayParts::nthDay),
            element(
                    "(?<nths>" + NTH + "(?:" + JOIN + NTH + ")*) (?<day>" + DAY + ")(?<of>" + OF_MONTH + ")",
                    DayParts::nthDay),
            element("(?:of|in) (?:the|each|every) month", (said, _, _) -> DayParts.ofMonth(said)),
            element("(?:on )?the last day", (said, _, _) -> said.cadence == Cadence.MONTH && DayParts.date(said, "L")),
            element(
                    "(?:(?:at|on|by) )?(?:the )?end (?:of|in) (?:the|each|every) month",
                    (said, _, _) -> DayParts.date(said, "L")),
            element(
                    "(?:(?:at|on) )?(?:the )?(?:start|beginning) (?:of|in) (?:the|each|every) month",
                    (said, _, _) -> DayParts.date(said, "1")),
            element("(?:on )?(?:the )?last day" + OF_MONTH, (said, _, _) -> DayParts.date(said, "L")),
            element("(?:on )?(?:the )?last " + WORKDAY + OF_MONTH, (said, _, _) -> DayParts.date(said, "LW")),
            element("(?:on )?(?:the )?first " + WORKDAY + OF_MONTH, (said, _, _) -> DayParts.date(said, "1W")),
            element(
                    "(?:on )?(?:the )?first(?: day)? (?:of|in) (?:the|each|every|a) month",
                    (said, _, _) -> DayParts.date(said, "1")),
            element(
                    "(?:(?:" + EACH + "|on|on every)(?: the)? )?(?:from )?(?<a>" + DAY + ")" + TO + "(?<b>" + DAY + ")",
                    (said, m, _) -> DayParts.days(said, DayParts.range(m.group("a"), m.group("b")))),
            element(
                    "(?:" + EACH + "|on every)(?: the)? (?<days>" + DAY + "(?:" + JOIN + DAY + ")*)",
                    (said, m, _) -> DayParts.days(said, DayParts.list(m.group("days")))),
            element(
                    "(?:on )?(?:the )?(?<days>" + DAY + "(?:" + JOIN + DAY + ")+|" + PLURAL + ")",
                    (said, m, _) -> DayParts.days(said, DayParts.list(m.group("days")))),
            element("(?:on )?(?<which>this coming|this|coming|next) (?<day>" + DAY + ")", TimeParts::thatDay),
            element("on (?<day>" + DAY + ")", TimeParts::onDay),
            element("(?:on )?(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})", TimeParts::isoDate),
            element(
                    "(?:on )?(?<d>[0-3]?[0-9])\\.(?<m>[01]?[0-9])\\.(?<y>20[0-9]{2})?",
                    (said, m, now) -> TimeParts.calendarDay(
                            said, m.group("d"), Integer.parseInt(m.group("m")), m.group("y"), now)),
            element(
                    "(?:on )?[0-3]?[0-9]/[0-3]?[0-9](?:/(?:20)?[0-9]{2})?",
                    (said, m, _) -> TimeParts.trouble(
                            said,
                            "*" + m.group().replaceFirst("(?i)^on ", "")
                                    + "* is a different day in different countries: say it"
                                    + " as *24 december* or *2026-12-24*.")),
            element(
                    "(?<each>" + EACH
                            + "(?: year on)? )?(?:on )?(?:the"
                            + " )?(?<d>[0-3]?[0-9]|first|second|third)(?:st|nd|rd|th)?(?: of)? (?<m>"
                            + MONTH
                            + ")(?:,? (?<y>20[0-9]{2}))?",
                    TimeParts::namedDay),
            element(
                    "(?<each>" + EACH + "(?: year on)? )?(?:on )?(?<m>" + MONTH + ") (?:the )?(?<d>[0-3]?[0-9])"
                            + "(?:st|nd|rd|th)?(?:,? (?<y>20[0-9]{2}))?",
                    TimeParts::namedDay),
            element(
                    "(?:on )?the (?<dates>" + ORDINAL + "(?:" + JOIN + "(?:the )?" + ORDINAL + ")*)(?<of>" + OF_MONTH
                            + ")?",
                    DayParts::ordinals),
            element(
                    "(?:on )?(?:the )?(?<dates>" + ORDINAL + "(?:" + JOIN + "(?:the )?" + ORDINAL + ")*)(?<of>"
                            + OF_MONTH + ")",
                    DayParts::ordinals),
            element(
                    "in (?:half an|1/2) hour(?: from now)?|half an hour from now",
                    (said, _, now) -> TimeParts.in(said, now, Duration.ofMinutes(30))),
            element("in (?:a )?quarter of an hour", (said, _, now) -> TimeParts.in(said, now, Duration.ofMinutes(15))),
            element(
                    "in (?:three quarters|3/4) of an hour",
                    (said, _, now) -> TimeParts.in(said, now, Duration.ofMinutes(45))),
            element(
                    "in (?<n>" + NUMBER
                            + ") hours?(?: and)? (?<half>a half|(?<m>[0-9]{1,2}) ?min(?:ute)?s?)(?: from now)?",
                    TimeParts::hourAnd),
            element(
                    "(?:in (?<n>" + NUMBER + ") (?<unit>" + UNIT + ")(?<half> and a half)?(?: from now|'?s'? time)?"
                            + "|(?<n2>" + NUMBER + ") (?<unit2>" + UNIT + ") from now)",
                    TimeParts::offset),
            element(
                    "in (?<h>[0-9]{1,3}) ?h(?:r|rs)? ?(?<m>[0-9]{1,2}) ?(?:m|min)?",
                    (said, m, now) -> TimeParts.in(
                            said,
                            now,
                            Duration.ofHours(Long.parseLong(m.group("h"))).plusMinutes(Long.parseLong(m.group("m"))))),
            element(
                    "in (?<short>" + SHORT + ")",
                    (said, m, now) -> TimeParts.offset(
                            said,
                            now,
                            m.group("short").replaceAll("[^0-9]", ""),
                            m.group("short").replaceAll("[0-9 ]", ""))),
            element("(?:the )?day after tomorrow", (said, _, now) -> TimeParts.on(said, now, 2)),
            element("tomorrow", (said, _, now) -> TimeParts.on(said, now, 1)),
            element("today", (said, _, now) -> TimeParts.on(said, now, 0)),
            element("tonight", (said, _, now) -> TimeParts.on(said, now, 0) && TimeParts.part(said, "night")),
            element(
                    "this (?<part>morning|afternoon|evening)",
                    (said, m, now) -> TimeParts.on(said, now, 0) && TimeParts.part(said, m.group("part"))),
            element(
                    "in (?:a few|a couple of|some|several) " + UNIT,
                    (said, m, _) -> TimeParts.trouble(said, "*" + m.group() + "* leaves open how many.")),
            element(
                    "(?:starting|beginning)(?: (?:from|on|at|with))?(?: (?:today|tomorrow|next week|" + DAY + "))?",
                    (said, m, _) -> TimeParts.trouble(
                            said,
                            "A job begins when it is approved; *" + m.group() + "* is nothing a schedule can say.")),
            element(
                    "(?:next|this) (?:week|month|year|weekend)|(?:sometime )?later(?: today| on)?|soon",
                    (said, m, _) -> TimeParts.trouble(said, "*" + m.group() + "* leaves the day open.")),
            element(
                    "(?:in the |at )?(?<part>morning|afternoon|evening|night)s?",
                    (said, m, now) -> !said.isEmpty() && TimeParts.part(said, m.group("part"))),
            element("(?:between|from) (?<a>" + TIME + ")(?: and|" + TO + ") ?(?<b>" + TIME + ")", TimeParts::window),
            element(
                    "(?:during|in) (?:working|business|office) hours",
                    (said, m, _) -> TimeParts.trouble(
                            said,
                            "*" + m.group() + "* are other hours for everybody: say *between 9 and 17 on weekdays*.")),
            element(
                    "(?:at|@) (?<times>" + TIME + "(?:" + JOIN + "(?:at )?" + TIME + ")*)(?: sharp| exactly)?",
                    TimeParts::times),
            element("(?<times>" + CLEAR_TIME + "(?:" + JOIN + "(?:at )?" + TIME + ")*)", TimeParts::times),
            element(
                    "(?:EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|MEZ|MESZ|BST|IST|JST|AEST|AEDT|WET|EET|EEST)(?:"
                            + " time)?",
                    (said, m, _) -> TimeParts.trouble(
                            said,
                            "*" + m.group() + "* is not the same all year, or not the same"
                                    + " everywhere: say the place, such as *Europe/Berlin* or *New York time*.")),
            element("(?:in )?(?<zone>[A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?|UTC|GMT)(?: time)?", ZoneWords::read),
            element("(?:in )?(?<city>[A-Za-z]+(?: [A-Za-z]+)?) time(?:zone)?", ZoneWords::city),
            element(
                    "(?:but )?(?:not|except|excluding|apart from)(?: (?:on|at|for|the))* (?<what>weekends?|" + WORKDAY
                            + "|" + DAY + "(?:" + JOIN + DAY + ")*)",
                    DayParts::except),
            element("on the hour", (said, _, _) -> said.cadence == Cadence.HOUR),
            element("from now on|instead|once", (said, _, _) -> !said.isEmpty()));

    private static Element element(String pattern, Read read) {
        return new Element(
                Pattern.compile("(?:" + pattern + ")(?![\\w/'’-])", Pattern.CASE_INSENSITIVE | Pattern.DOTALL), read);
    }
}
