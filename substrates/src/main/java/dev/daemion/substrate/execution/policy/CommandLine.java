package dev.daemion.substrate.execution.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A Bash command line, read with suspicion: what a rule permits must be one plain command, what a rule forbids is
 * looked for wherever a command can stand. It is no shell: a script that is run can do what its command line does not
 * say.
 */
final class CommandLine {
    private static final String COMPOUND = ";&|<>(){}`$\n\r\\";
    private static final Set<String> WRAPPERS = Set.of(
            "sudo", "doas", "env", "command", "exec", "nohup", "time", "nice", "ionice", "setsid", "stdbuf", "timeout",
            "builtin", "xargs", "eval", "then", "do", "else", "if", "while", "until", "!", "bash", "sh", "dash", "zsh");
    private static final int COMMANDS_MAX = 500;

    private final String text;

    CommandLine(String text) {
        this.text = text.strip();
    }

    /** True when it is a single command without expansions, redirections or anything hidden. */
    boolean isPlain() {
        return text.chars().noneMatch(c -> COMPOUND.indexOf(c) >= 0 || Character.isISOControl(c));
    }

    String text() {
        return text;
    }

    /**
     * Every place where a command can begin, up to the end of its simple command, words separated by one space, quotes
     * and backslashes gone: what stands after separators, inside quotes and substitutions, and behind wrappers such as
     * {@code sudo}. The program is also given without its folder.
     */
    List<String> commands() {
        var commands = new ArrayList<String>();
        for (String part : text.replace("\\\n", "").replace("\\", "").split("[;&|<>(){}`\n\r\"']|\\$\\(", -1)) {
            add(part, commands);
        }
        add(text.replaceAll("[\"'\\\\]", ""), commands);
        return commands;
    }

    private static void add(String part, List<String> commands) {
        var words = List.of(part.strip().split("\\s+"));
        boolean isAfterOption = false;
        for (int i = 0; i < words.size() && commands.size() < COMMANDS_MAX; i++) {
            var word = words.get(i);
            var name = word.substring(word.lastIndexOf('/') + 1);
            var rest = String.join(" ", words.subList(i + 1, words.size()));
            if (!word.isEmpty()) {
                commands.add(rest.isEmpty() ? name : name + " " + rest);
                if (!name.equals(word)) {
                    commands.add(rest.isEmpty() ? word : word + " " + rest);
                }
            }
            boolean isPrefix = WRAPPERS.contains(name)
                    || word.startsWith("-")
                    || word.matches("[A-Za-z_][A-Za-z0-9_]*=.*")
                    || word.matches("[0-9.]+[smhd]?");
            if (!isPrefix && !isAfterOption) {
                return;
            }
            isAfterOption = word.startsWith("-"); // sudo -u root rm: the word after an option may be its value
        }
    }
}
