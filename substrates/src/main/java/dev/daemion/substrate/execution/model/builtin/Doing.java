package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a command is to do, in words, as a definition with its permissions: steps without a model where the words name
 * something a tool does, else a prompt for the agent. Pure.
 *
 * @param definition of a command, without its prefix
 * @param permissions what that takes and no more; empty when it only looks
 * @param isPrompt true when a model carries it out
 */
record Doing(ObjectNode definition, ObjectNode permissions, boolean isPrompt) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String WHEN = "(?<when>today|yesterday)(?:['’]s)?";
    private static final String SHOW =
            "(?:lists?|shows?|gives?|tells?|displays?|prints?|sends?)(?: me)?(?: (?:all|of|the|my))*";

    private record Rule(Pattern pattern, Function<MatchResult, Doing> doing) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    "(?:runs?|executes?|calls?|does)(?: the)?(?: shell)?(?: command| script)? `(?<x>[^`]+)`",
                    m -> shell(m.group("x"))),
            rule(
                    "(?:runs?|executes?) (?:the )?(?:shell command |command )?(?<x>(?:\\./|[a-z0-9_.-]+ )\\S.*)",
                    m -> shell(m.group("x"))),
            rule(
                    SHOW + " " + WHEN + " (?:threads?|conversations?|chats?)",
                    m -> step("list_threads", "day", m.group("when"))),
            rule(
                    SHOW + " (?:threads?|conversations?|chats?)(?: (?:of|from|i had|we had))* " + WHEN,
                    m -> step("list_threads", "day", m.group("when"))),
            rule(
                    "(?:says?|tells?)(?: me)? what (?:happened|i did|we did|i worked on) " + WHEN,
                    m -> step("list_threads", "day", m.group("when"))),
            rule(SHOW + " (?:latest |recent |last )?(?:threads?|conversations?|chats?)", _ -> step("list_threads")),
            rule(
                    "(?:shows?|tells?|says?|lists?|sends?|gives?)(?: me)?(?: what)?(?: the| my| i)*"
                            + " (?:costs?|spen[dt]\\w*|spending|bill)\\b.*",
                    _ -> step("costs")),
            rule(SHOW + " (?:daemion['’]?s )?(?:status|health)", _ -> step("status")),
            rule(
                    SHOW + " (?:what waits|pending approvals?|approvals?|open questions?)\\b.*",
                    _ -> step("list_approvals")),
            rule(SHOW + " (?:extensions?|everything i made)", _ -> step("list_extensions")),
            rule(
                    SHOW + " (?<x>commands?|themes?|agents?|widgets?|jobs?|controls?)",
                    m -> step("list_extensions", "type", m.group("x").replaceAll("s$", ""))),
            rule(SHOW + " (?:notes?|what i (?:noted|remembered)\\b.*)", _ -> step("recall")),
            rule(
                    "(?:searches|search|finds?|looks? for)(?: (?:my|the|in|through|all))*"
                            + " (?:history|threads?|conversations?)(?: for)?(?: (?:what|whatever|the (?:words?|text))"
                            + " .*)?",
                    _ -> typed("search_history", "query", "words")),
            rule(
                    "(?:notes?|remembers?|writes? down)(?: down)?(?: (?:what|whatever) .*| (?:a|the) (?:note|text).*)?",
                    _ -> noted()),
            rule(SHOW + " files? (?:in|of|below|under) (?<x>\\S+)", m -> step("LS", "path", m.group("x"))),
            rule(
                    "(?:reads?|shows?|prints?|opens?)(?: me)?(?: the)? (?:file )?(?<x>[~./][^ ]*|[\\w-]+\\.\\w{1,5})",
                    m -> step("Read", "path", m.group("x"))),
            rule(
                    "(?:fetch(?:es)?|gets?|opens?|reads?|shows?|downloads?)(?: me)?(?: the page)? (?<x>https?://\\S+)",
                    m -> fetched(m.group("x"))));

    static Doing of(String said) {
        var words = said.strip().replaceAll("[.!]+$", "").strip();
        for (var rule : RULES) {
            var matcher = rule.pattern().matcher(words);
            if (matcher.matches()) {
                return rule.doing().apply(matcher.toMatchResult());
            }
        }
        return prompt(words);
    }

    private static Rule rule(String pattern, Function<MatchResult, Doing> doing) {
        return new Rule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), doing);
    }

    private static Doing step(String tool, String... arguments) {
        var step = JSON.objectNode().put("tool", tool);
        if (arguments.length > 0) {
            var with = step.putObject("with");
            for (int i = 0; i < arguments.length; i += 2) {
                with.put(
                        arguments[i],
                        arguments[i + 1].toLowerCase(Locale.ROOT).equals(arguments[i + 1])
                                ? arguments[i + 1]
                                : keepsCase(tool) ? arguments[i + 1] : arguments[i + 1].toLowerCase(Locale.ROOT));
            }
        }
        var definition = JSON.objectNode();
        definition.putArray("direct").add(step);
        return new Doing(definition, JSON.objectNode(), false);
    }

    /** Paths, addresses and command lines are meant as they are written. */
    private static boolean keepsCase(String tool) {
        return Character.isUpperCase(tool.charAt(0));
    }

    private static Doing typed(String tool, String argument, String name) {
        var doing = step(tool, argument, "{{input.text}}");
        doing.definition().putArray("args").add(name);
        return doing;
    }

    private static Doing noted() {
        var doing = typed("remember", "text", "text");
        doing.definition().put("mode", "act");
        doing.permissions().putArray("tools").add("remember");
        return doing;
    }

    private static Doing shell(String line) {
        var doing = step("Bash", "command", line.strip());
        doing.definition().put("mode", "act");
        doing.permissions().putArray("tools").add("Bash");
        return doing;
    }

    private static Doing fetched(String url) {
        var doing = step("WebFetch", "url", url);
        doing.permissions().putArray("tools").add("WebFetch");
        host(url).ifPresent(host -> doing.permissions().putArray("hosts").add(host));
        return doing;
    }

    private static Optional<String> host(String url) {
        try {
            return Optional.ofNullable(java.net.URI.create(url).getHost());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** "summarises the thread" as an instruction: "Summarise the thread." with what is typed below it. */
    private static Doing prompt(String words) {
        var space = words.indexOf(' ');
        var verb = space < 0 ? words : words.substring(0, space);
        var rest = space < 0 ? "" : words.substring(space);
        var handler = imperative(verb) + rest + "{{#text}}\n\n{{text}}{{/text}}";
        var definition =
                JSON.objectNode().put("handler", Character.toUpperCase(handler.charAt(0)) + handler.substring(1));
        definition.putArray("args").add("text?");
        return new Doing(definition, JSON.objectNode(), true);
    }

    private static String imperative(String verb) {
        if (verb.matches("(?i).*(?:ss|us|is)") || !verb.toLowerCase(Locale.ROOT).endsWith("s")) {
            return verb;
        }
        if (verb.matches("(?i).*(?:ches|shes|xes|sses)")) {
            return verb.substring(0, verb.length() - 2);
        }
        return verb.matches("(?i).*[^aeiou]ies")
                ? verb.substring(0, verb.length() - 3) + "y"
                : verb.substring(0, verb.length() - 1);
    }
}
