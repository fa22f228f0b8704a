package dev.daemion.substrate.execution.tool.kernel;

import dev.daemion.extension.command.Arguments;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be typed right now, as Markdown: all of it, or one command and how it is used. Pure. */
record HelpText(Catalog catalog) {
    private static final int COMMANDS_MAX = 100;

    String about(String topic) {
        var name = topic.strip().toLowerCase(Locale.ROOT);
        if (name.isEmpty()) {
            return everything();
        }
        char prefix = "/@!#".indexOf(name.charAt(0)) < 0 ? '/' : name.charAt(0);
        var bare = name.replaceFirst("^[/@!#]", "");
        var command = catalog.find(ExtensionType.COMMAND, bare);
        if (command.isPresent()) {
            return one(command.get());
        }
        var agent = catalog.find(ExtensionType.AGENT, bare);
        if (agent.isPresent()) {
            return "**@" + bare + "** " + agent.get().description() + "\n\nBegin a message with `@" + bare
                    + "` and that agent answers it.";
        }
        return unknown(prefix, bare);
    }

    private String unknown(char prefix, String name) {
        var known = prefix == '@'
                ? catalog.ofType(ExtensionType.AGENT).map(ExtensionView::name).toList()
                : commands().map(ExtensionView::name).toList();
        var near = near(name, known);
        var what = prefix == '@' ? "agent" : "command";
        var hint = near.isEmpty()
                ? " `/help` lists what there is."
                : " Did you mean "
                        + near.stream().map(other -> "`" + prefix + other + "`").collect(Collectors.joining(" or "))
                        + "?";
        return "There is no " + what + " `" + prefix + name + "`." + hint + "\n\nTo say it as it stands, begin with `"
                + prefix + prefix + "`.";
    }

    /** The nearest by letters, then those that begin alike. */
    private static List<String> near(String name, List<String> known) {
        var nearest = NearestName.of(name, known);
        var alike = known.stream()
                .filter(other -> name.length() > 1 && (other.startsWith(name) || name.startsWith(other)))
                .sorted();
        return java.util.stream.Stream.concat(nearest.stream(), alike)
                .distinct()
                .limit(3)
                .toList();
    }

    private String one(ExtensionView command) {
        var definition = Definitions.command(command);
        var usage = Arguments.of(definition.args()).usage();
        var line = usage.isEmpty() ? shown(command) : shown(command) + " " + usage;
        var made = Optional.ofNullable(command.ownerAgentId())
                .map(agent -> "\n\nMade by " + agent + ", version " + command.version() + ".")
                .orElse("");
        return "`" + line + "`: " + command.description() + made;
    }

    private String everything() {
        var lines = commands()
                .limit(COMMANDS_MAX)
                .map(command -> "- `" + shown(command) + "` " + command.description())
                .collect(Collectors.joining("\n"));
        var agents = catalog.ofType(ExtensionType.AGENT)
                .map(agent -> "- `@" + agent.name() + "` " + agent.description())
                .sorted()
                .collect(Collectors.joining("\n"));
        return "You can say what you want in plain words, or type one of these:\n\n" + lines
                + "\n\nAgents you can address:\n\n" + agents
                + "\n\n`/help NAME` says more about one. To make your own, ask: *make me a command /today that lists"
                + " today's threads*.";
    }

    private java.util.stream.Stream<ExtensionView> commands() {
        return catalog.ofType(ExtensionType.COMMAND)
                .sorted(Comparator.comparing(HelpText::prefix).thenComparing(ExtensionView::name));
    }

    private static String shown(ExtensionView command) {
        var prefix = prefix(command);
        boolean isWholeLine = prefix.equals("!") || prefix.equals("#");
        return isWholeLine ? prefix + "…" : prefix + command.name();
    }

    private static String prefix(ExtensionView command) {
        return command.definition().path("prefix").asText("/");
    }
}
