package dev.daemion.substrate.execution.policy;

import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.ControlDefinition.Effect;
import dev.daemion.substrate.execution.tool.ToolScope;
import dev.daemion.substrate.execution.tool.Wildcard;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One rule, compiled. */
final class PolicyRule {
    private static final String BASH = "Bash";

    private final ControlDefinition.Rule rule;
    private final String origin;
    private final Wildcard tool;
    private final Wildcard path;
    private final Wildcard text;

    PolicyRule(ControlDefinition.Rule rule, String origin, Path userHome) {
        this.rule = rule;
        this.origin = origin;
        this.tool = Wildcard.ofText(rule.tool());
        this.path = Wildcard.ofPath(expand(rule.pattern(), userHome));
        this.text = Wildcard.ofText(rule.pattern());
    }

    Effect effect() {
        return rule.effect();
    }

    /** Which rule it is, for people. */
    String origin() {
        return origin;
    }

    Optional<String> reason() {
        return Optional.ofNullable(rule.reason()).filter(reason -> !reason.isBlank());
    }

    /** True when it speaks of every tool and every subject: it says nothing about this call in particular. */
    boolean isCatchAll() {
        return tool.matchesEverything() && path.matchesEverything();
    }

    boolean matches(String name, String subject, ToolScope scope) {
        return tool.matches(name)
                && isAmong(rule.agents(), scope.agentId())
                && isAmong(rule.modes(), scope.mode())
                && (path.matchesEverything() || matchesSubject(name, subject));
    }

    private boolean matchesSubject(String name, String subject) {
        if (name.equals(BASH)) {
            return matchesCommand(new CommandLine(subject));
        }
        if (!isUrl(subject)) {
            return path.matches(subject);
        }
        return rule.pattern().contains("://") ? path.matches(subject) : text.matches(hostOf(subject));
    }

    private boolean matchesCommand(CommandLine command) {
        if (effect() == Effect.ALLOW) {
            return command.isPlain() && text.matches(command.text());
        }
        return text.matches(command.text()) || command.commands().stream().anyMatch(text::matches);
    }

    /** True when it allows WebFetch and writes the host out, with or without its port. */
    boolean namesHost(String host, int port, ToolScope scope) {
        if (effect() != Effect.ALLOW
                || !rule.tool().equals("WebFetch")
                || !isAmong(rule.agents(), scope.agentId())
                || !isAmong(rule.modes(), scope.mode())) {
            return false;
        }
        var named = rule.pattern().contains("://") ? hostOf(rule.pattern()) : rule.pattern();
        var lower = named.toLowerCase(Locale.ROOT);
        return lower.equals(host.toLowerCase(Locale.ROOT)) || lower.equals(host.toLowerCase(Locale.ROOT) + ":" + port);
    }

    /** By pattern, then tool, then agents, then modes; false also when neither contains the other. */
    boolean isMoreSpecificThan(PolicyRule other, String name) {
        boolean isInside = name.equals(BASH) ? other.text.covers(text) : other.path.covers(path);
        boolean isAround = name.equals(BASH) ? text.covers(other.text) : path.covers(other.path);
        if (isInside != isAround) {
            return isInside;
        }
        if (!isInside) {
            return false;
        }
        boolean isToolInside = other.tool.covers(tool);
        boolean isToolAround = tool.covers(other.tool);
        if (isToolInside != isToolAround) {
            return isToolInside;
        }
        boolean isLimited = rule.agents() != null;
        if (isLimited != (other.rule.agents() != null)) {
            return isLimited;
        }
        return rule.modes() != null && other.rule.modes() == null;
    }

    private static boolean isAmong(@Nullable List<String> names, String name) {
        return names == null || names.stream().anyMatch(n -> Wildcard.ofText(n).matches(name));
    }

    static boolean isUrl(String subject) {
        return subject.startsWith("http://") || subject.startsWith("https://");
    }

    private static String hostOf(String url) {
        try {
            var authority = URI.create(url.replace("*", "x")).getRawAuthority();
            if (authority == null) {
                return "";
            }
            var original = url.substring(url.indexOf("://") + 3);
            return original.substring(0, Math.min(authority.length(), original.length()));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String expand(String pattern, Path userHome) {
        return pattern.equals("~")
                ? userHome.toString()
                : pattern.startsWith("~/") ? userHome + pattern.substring(1) : pattern;
    }
}
