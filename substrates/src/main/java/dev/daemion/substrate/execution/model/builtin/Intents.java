package dev.daemion.substrate.execution.model.builtin;

import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * The table of what the built-in agent understands, in order: the first row that matches counts. A row is a name, an
 * example, what is done, and patterns over the whole request; {@code {path}} and {@code {rest}} are named groups.
 */
final class Intents {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu, HH:mm", Locale.ENGLISH);
    private static final String ARTICLES = "(?: (?:a|an|the|my|our|new|empty|text|me|all|of|your))*";
    private static final String ASK =
            "(?:list|show|give|tell|what|which|see|display)(?: (?:me|are|is|about))*" + ARTICLES;

    private Intents() {}

    static final List<Intent> TABLE = List.of(
            says(
                    "greeting",
                    "",
                    Phrases.GREETING,
                    "(?:hi|hello|hey|hallo|moin|howdy|greetings|good (?:morning|afternoon|evening|day))(?:["
                            + " ,]+(?:there|daemion|you))?"),
            says(
                    "thanks",
                    "",
                    "You are welcome.",
                    "(?:thanks|thank you|thx|cheers|great|nice|perfect|ok|okay)\\b.{0,40}"),
            says("bye", "", "Until next time; nothing is lost.", "(?:bye|goodbye|good night|see you)\\b.{0,40}"),
            says(
                    "who",
                    "who are you",
                    Phrases.WHO,
                    "(?:who|what) are you",
                    "which model (?:is this|are you|answers)",
                    "are you (?:a|an) (?:ai|model|bot|llm|human)\\b.*"),
            Intent.of(
                    "help",
                    "help",
                    (words, at) -> new Step.Say(Phrases.help()),
                    "help(?: me)?",
                    "what can you do(?: for me)?",
                    "what do you (?:understand|know|do)",
                    "commands",
                    "how (?:do|can|should) i (?:use|talk to) (?:this|you|daemion)",
                    "\\?+",
                    "(?:show|list)(?: me)?(?: the)? (?:help|commands)"),
            says(
                    "connect",
                    "how do I connect a model",
                    Phrases.CONNECT,
                    "(?:how (?:do|can|to|would)|where do).{0,40}\\b(?:connect|add|set"
                        + " up|configure|use|enable|put)\\b.{0,60}\\b(?:models?|claude|anthropic|openai|gpt|ollama|llm|lm"
                        + " studio|api keys?|keys?|provider)\\b.{0,60}",
                    "connect (?:a |an |the )?(?:model|claude|anthropic|openai|ollama).{0,60}"),
            says(
                    "models",
                    "",
                    "Which models there are and which are ready stands on the page's model menu and in "
                            + "`GET /models`.\n\n" + Phrases.CONNECT,
                    ASK + " models?(?: (?:are there|do you have|can i use|are available))?",
                    "models"),
            Intent.of(
                    "tools",
                    "what tools do you have",
                    (words, at) -> tools(at),
                    ASK + " tools?(?: (?:are there|do you have|can you use|are available|exist))?",
                    "tools"),
            Intent.of(
                    "costs",
                    "how much did we spend this week",
                    (words, at) -> at.use("costs", "days", days(words.request())),
                    "(?:" + ASK
                            + " )?(?:costs?|spend|spending|spent|budget|expenses|bill)(?: (?:of|for|in|over|so"
                            + " far|the|this|last|past|today|yesterday|week|month|\\d+|days?))*",
                    "how much"
                        + " (?:did|do|have|has|money|is|was|will)\\b.*\\b(?:spen[dt]|costs?|paid|pay|used|left|budget)\\b.{0,60}",
                    "what (?:did|does|has) (?:it|that|this|all this|everything|daemion)(?: all)? costs?\\b.{0,60}"),
            Intent.of(
                    "status",
                    "status",
                    (words, at) -> at.use("status"),
                    "(?:" + ASK
                            + " )?(?:system |daemion(?:'s)? |current )?(?:status|health|uptime|version)(?: of"
                            + " (?:daemion|the system))?",
                    "how are you(?: doing)?",
                    "are you (?:ok|okay|alive|there|healthy|up|running)",
                    "is everything (?:ok|okay|fine|running|alright)",
                    "ping"),
            Intent.of(
                    "time",
                    "what time is it",
                    (words, at) -> new Step.Say("It is "
                            + DAY.format(at.clock().instant().atZone(at.clock().getZone())) + "."),
                    "what(?:'s| is)?(?: the)? (?:time|date|day)(?: is it)?(?: (?:today|now))?",
                    "what (?:day|date) is (?:it|today)"),
            says(
                    "modes",
                    "what does plan mode mean",
                    Phrases.MODES,
                    "(?:switch|change|go|set|put)\\b.{0,40}\\b(?:plan|act)(?: mode)?",
                    "(?:what|how|which|why)\\b.{0,60}\\b(?:modes?)\\b.{0,60}",
                    "(?:plan|act) mode"),
            says("stop", "", Phrases.STOP, "stop", "cancel", "how (?:do|can) i (?:stop|cancel)\\b.{0,60}"),
            Intent.of(
                    "fetch",
                    "fetch https://example.com",
                    (words, at) -> at.use("WebFetch", "url", words.get("url")),
                    "(?:fetch|get|open|download|read|load|visit|browse|summari[sz]e|show|check|look at)?(?: me)?(?:"
                            + " the)?(?: (?:page|url|site|website|link|content|contents))?(?:"
                            + " (?:at|of|from))*\\s*(?<url>[\"'<`]?https?://\\S+)",
                    "what(?:'s| is) (?:on|at|in) (?<url>https?://\\S+)"),
            Intent.of(
                    "run",
                    "run `ls -la`",
                    (words, at) -> at.use("Bash", "command", words.get("command")),
                    "(?:run|execute|exec)(?: (?:the|this|shell|command|in|bash))*:?\\s+(?<command>`[^`]+`)(?:"
                            + " .{0,40})?",
                    "```(?:sh|bash|shell)?\\s*\\n(?<command>.+?)\\n?```",
                    "[$!]\\s*(?<command>.+)",
                    "(?:bash|sh|shell)[:\\s]\\s*(?<command>.+)",
                    "(?:run|execute|exec)(?: (?:the|this)? ?(?:shell )?command)?:?\\s+(?<command>.+)"),
            Intent.of(
                    "replace",
                    "replace foo with bar in notes.txt",
                    Intents::replace,
                    "(?:replace|change)\\s+(?<old>\"[^\"]+\"|'[^']+'|`[^`]+`|.+?) (?:with|by|to)"
                            + " (?<new>\"[^\"]*\"|'[^']*'|`[^`]*`|.+?) in(?: the)?(?: file)? {path}"),
            Intent.of(
                    "write",
                    "create a file notes.txt with hello",
                    (words, at) -> write(words, at, words.get("content")),
                    "(?:create|write|make|save|add)" + ARTICLES
                            + " file(?: (?:called|named|at))?\\s+{path}(?:,)?\\s+(?:and"
                            + " write|with|containing|saying|that says|that contains|which says)(?: the)?(?:"
                            + " following)?(?: (?:text|contents?|line|words))?(?::)?\\s+(?<content>.+)",
                    "(?:create|write|make|save)\\s+{path}\\s+(?:with|containing|saying)(?: the)?(?:"
                            + " (?:text|contents?))?(?::)?\\s+(?<content>.+)",
                    "(?:write|save|put|store)\\s+(?<content>\"[^\"]+\"|'[^']+'|`[^`]+`|.+?)\\s+(?:to|into|in)(?:"
                            + " (?:the|a|an|new))*(?: file)?(?:"
                            + " (?:called|named))?\\s+(?<path>\"[^\"]+\"|'[^']+'|`[^`]+`|\\S*[./]\\S*)",
                    "(?:create|make|touch)(?:" + ARTICLES
                            + " file(?: (?:called|named|at))?)?\\s+(?<path>\"[^\"]+\"|'[^']+'|`[^`]+`|\\S*[./]\\S*)"),
            Intent.of(
                    "grep",
                    "which files contain \"deadline\"",
                    Intents::grep,
                    "grep(?: (?:for|-\\w+))*\\s+(?<pattern>\"[^\"]+\"|'[^']+'|`[^`]+`|\\S+)(?:"
                            + " (?:in|under|inside)?\\s*{path})?",
                    "(?:which|what) files"
                            + " (?:contain|mention|have|include)s?\\s+(?<pattern>\"[^\"]+\"|'[^']+'|`[^`]+`|.+?)(?:"
                            + " (?:in|under) {path})?",
                    "(?:search|look|find)(?: for)?\\s+(?<pattern>\"[^\"]+\"|'[^']+'|`[^`]+`|.+?) in (?:all |the |my"
                            + " |these )*(?:files?|code|sources?|folder|directory)(?: (?:in|under|of)? ?{path})?",
                    "search(?: (?:the|my|all))* (?:files|code|sources?)(?: (?:in|under) {path})?"
                            + " for\\s+(?<pattern>.+)"),
            Intent.of(
                    "find-files",
                    "find files named *.md",
                    Intents::find,
                    "(?:find|locate|search for|look for|list|show|where (?:is|are))" + ARTICLES
                            + " files?(?: (?:named|called|matching|like|with the"
                            + " name))\\s+(?<pattern>\"[^\"]+\"|'[^']+'|`[^`]+`|\\S+)(?: (?:in|under|inside) {path})?",
                    "(?:find|locate|list|show|glob)" + ARTICLES
                            + "\\s+(?<pattern>[\"'`]?\\S*[*?]\\S*)(?: files?)?(?: (?:in|under|inside) {path})?",
                    "(?:where is|find|locate)" + ARTICLES
                            + "(?: file)?\\s+(?<pattern>[\"'`]?[\\w~/.-]+\\.\\w{1,8}[\"'`]?)(?: (?:in|under|inside)"
                            + " {path})?"),
            Intent.of(
                    "list-files",
                    "list the files in src",
                    (words, at) -> at.use("LS", "path", words.find("path").orElse(".")),
                    "(?:ls|dir)(?:\\s+{path})?",
                    "pwd",
                    "(?:list|show|see|display)" + ARTICLES
                            + " (?:files|folders?|director(?:y|ies)|contents?)(?: (?:in|of|at|under|inside)(?:"
                            + " the)?(?: (?:folder|directory))?\\s+{path}(?: (?:folder|directory))?)?(?: here)?",
                    "(?:what|which)(?:'s| is| are)?(?: the)? ?(?:files|folders)?(?: (?:are|is))?(?: (?:there|here))?"
                            + " (?:in|inside|under)(?: (?:the|this|my))? (?:folder|directory)(?: {path})?",
                    "(?:what|which) files (?:are|do)(?: (?:there|i have|we have|you see))?(?: (?:in|inside|under)(?:"
                            + " the)?(?: folder)? {path})?(?: here)?"),
            Intent.of(
                    "read-file",
                    "read notes.txt",
                    (words, at) -> at.use("Read", "path|file_path", words.get("path")),
                    "(?:read|show|open|cat|display|print|view)(?: me)?(?: (?:the|my))?(?: (?:file|contents?"
                            + " of))*\\s+(?<path>\"[^\"]+\"|'[^']+'|`[^`]+`|\\S*[./~]\\S*)",
                    "(?:read|open|cat|view)(?: the)? file\\s+{path}",
                    "what(?:'s| is| does)(?: (?:in|inside))?(?: the)?(?:"
                            + " file)?\\s+(?<path>`[^`]+`|[\\w~/-]*[\\w~/-][./][\\w./-]+)(?: (?:say|contain))?"),
            Intent.of(
                            "recent",
                            "what did we talk about yesterday",
                            (words, at) -> at.use("list_threads", "limit", 50),
                            "what (?:did|have|were) (?:we|i|you)(?: and i)?(?: been)?"
                                + " (?:talk(?:ed|ing)?|sp(?:eak|oken)|chat(?:ted|ting)?|discuss(?:ed|ing)?|do(?:ne|ing)?|work(?:ed|ing)?)(?:"
                                + " (?:about|on))?(?: (?<when>yesterday|today|this week|last week|lately|recently|last"
                                + " time|before))?",
                            "(?:" + ASK
                                    + " )?(?:recent|latest|last)(?: (?:threads|conversations|chats|things))(?:"
                                    + " (?<when>yesterday|today|this week|last week))?")
                    .then((words, at) -> new Step.Say(Answers.threads(words, at))),
            Intent.of(
                            "read-thread",
                            "open the thread about holidays",
                            Intents::openThread,
                            "(?:read|open|show|summari[sz]e)(?: me)?(?: the)? (?:thread|conversation|chat)(?:"
                                    + " (?:about|called|named|on|titled))?\\s+{rest}")
                    .then(Intents::readThread),
            Intent.of(
                            "threads",
                            "list my threads",
                            (words, at) -> threads(words, at),
                            "(?:" + ASK
                                    + " )?(?:recent |latest |open |other )?(?:threads|conversations|chats)(?: (?:are"
                                    + " there|do (?:i|we) have|exist))?(?:"
                                    + " (?:about|on|with|named|called|mentioning)\\s+{rest})?",
                            "(?:find|search(?: for)?|look for)" + ARTICLES
                                    + " (?:threads?|conversations?|chats?)(?:"
                                    + " (?:about|on|with|named|called|mentioning|where we talked about))?\\s+{rest}")
                    .then((words, at) -> new Step.Say(Answers.threads(words, at))),
            Intent.of(
                    "history",
                    "search the history for invoices",
                    (words, at) -> at.use("search_history", "query", words.get("rest"), "limit", 20),
                    "(?:search|look|find)(?: (?:in|through))?" + ARTICLES
                            + " (?:history|past|archive|messages|turns)(?: for)?\\s+{rest}",
                    "(?:when|where|what|did) (?:did |have |has )?(?:i|we|you)(?: ever)?"
                            + " (?:say|said|mention|talk|talked|write|wrote|discuss|discussed|decide|decided)(?:"
                            + " (?:about|of|on))*\\s+{rest}",
                    "do you (?:remember|recall|know)(?: (?:about|when|what|that|the))*\\s+{rest}",
                    "(?:search|find|look)(?: for)?\\s+{rest}"),
            Intent.of(
                    "echo",
                    "",
                    (words, at) -> new Step.Say(words.get("rest")),
                    "(?:say|echo|repeat)(?: after me)?:?\\s+{rest}"));

    private static Intent says(String name, String example, String answer, String... patterns) {
        BiFunction<Words, Surroundings, Step> plan = (words, at) -> new Step.Say(answer);
        return Intent.of(name, example, plan, patterns);
    }

    private static Step tools(Surroundings at) {
        return at.tool("list_tools").isPresent() ? at.use("list_tools") : new Step.Say(Answers.tools(at.tools()));
    }

    /** One day for today, 30 for a month, a number where one was said, else a week. */
    static int days(String request) {
        var text = request.toLowerCase(Locale.ROOT);
        var number = java.util.regex.Pattern.compile("(\\d{1,3}) days?").matcher(text);
        if (number.find()) return Math.clamp(Integer.parseInt(number.group(1)), 1, 365);
        if (text.contains("today")) return 1;
        if (text.contains("yesterday")) return 2;
        return text.contains("month") ? 30 : 7;
    }

    private static Step write(Words words, Surroundings at, String content) {
        return at.use("Write", "path|file_path", words.get("path"), "content|text", content);
    }

    private static Step replace(Words words, Surroundings at) {
        return at.use(
                "Edit",
                "path|file_path",
                words.get("path"),
                "old_string|old_text|old|find",
                words.get("old"),
                "new_string|new_text|new|replace",
                words.get("new"));
    }

    private static Step grep(Words words, Surroundings at) {
        return at.use(
                "Grep",
                "pattern|query",
                words.get("pattern"),
                "path",
                words.find("path").orElse("."));
    }

    private static Step find(Words words, Surroundings at) {
        var pattern = words.get("pattern");
        var glob = pattern.contains("*") || pattern.contains("?") ? pattern : "*" + pattern + "*";
        return at.use(
                "Glob",
                "pattern|glob",
                glob.contains("/") ? glob : "**/" + glob,
                "path",
                words.find("path").orElse("."));
    }

    private static Step threads(Words words, Surroundings at) {
        return words.find("rest")
                .map(query -> at.use("list_threads", "query", query, "limit", 20))
                .orElseGet(() -> at.use("list_threads", "limit", 20));
    }

    private static Step openThread(Words words, Surroundings at) {
        var what = words.get("rest");
        return what.matches("thread_[0-9a-z]{26}")
                ? at.use("read_thread", "thread_id|id", what, "limit", 20)
                : at.use("list_threads", "query", what, "limit", 5);
    }

    /** A thread that was looked for by words is read; one that was read is shown. */
    private static Step readThread(Words words, Surroundings at) {
        if (!at.latest().tool().equals("list_threads") || at.latest().isError())
            return new Step.Say(Answers.show(words, at));
        return Answers.firstThreadId(at.latest().output())
                .map(id -> at.use("read_thread", "thread_id|id", id, "limit", 20))
                .orElseGet(() -> new Step.Say("I found no thread about “" + words.get("rest") + "”."));
    }

    /** Every row there is: what extensions are asked for in comes first, because it names what it means. */
    static final List<Intent> ALL =
            Stream.concat(Making.TABLE.stream(), TABLE.stream()).toList();
}
