package dev.daemion.substrate.execution.policy;

import dev.daemion.substrate.execution.tool.ToolScope;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Command lines that no rule can permit: those that stop, restart or reconfigure the gateway, or name its home. It
 * reads the command line only; a script or program that does the same unseen is held back by the sandbox where there is
 * one, and by nothing else where there is none.
 */
final class GatewayProtection {
    private static final Set<String> OWN_VERBS = Set.of(
            "stop",
            "restart",
            "start",
            "install",
            "uninstall",
            "pair",
            "config",
            "set",
            "reset",
            "rebuild",
            "restore",
            "approve",
            "deny",
            "open");
    private static final Set<String> KILLERS = Set.of("kill", "pkill", "killall", "skill", "xkill", "fuser");
    private static final Set<String> SUPERVISORS =
            Set.of("systemctl", "launchctl", "service", "rc-service", "loginctl");

    private final long gatewayPid;
    private final Path userHome;

    GatewayProtection(long gatewayPid, Path userHome) {
        this.gatewayPid = gatewayPid;
        this.userHome = userHome;
    }

    /** Why the command line is refused; empty when it is not. */
    Optional<String> refusal(String commandLine, ToolScope scope) {
        for (String command : new CommandLine(commandLine).commands()) {
            if (endsGateway(command)) {
                return Optional.of(
                        "An agent cannot stop, restart, configure or answer for the gateway. Ask the user to do"
                                + " it.");
            }
        }
        return namesHome(commandLine, scope)
                ? Optional.of("The command names Daemion's own home, which no tool may touch; "
                        + scope.home().resolve("workspace") + " is open.")
                : Optional.empty();
    }

    private boolean endsGateway(String command) {
        var words = command.split(" ", -1);
        var program = words[0].substring(words[0].lastIndexOf('/') + 1);
        if (program.equals("daemion") || program.equals("daemion.sh")) {
            for (int i = 1; i < words.length; i++) {
                if (OWN_VERBS.contains(words[i])) {
                    return true;
                }
            }
            return false;
        }
        if (KILLERS.contains(program)) {
            for (int i = 1; i < words.length; i++) {
                var word = words[i];
                boolean isEveryone = word.equals("-1") && i > 1;
                boolean isParent = word.contains("PPID");
                boolean isByName = !program.equals("kill") && (word.contains("java") || word.contains("daemion"));
                if (word.equals(Long.toString(gatewayPid)) || isEveryone || isParent || isByName) {
                    return true;
                }
            }
            return command.contains("daemon.json");
        }
        return SUPERVISORS.contains(program) && command.contains("daemion");
    }

    private boolean namesHome(String commandLine, ToolScope scope) {
        var plain = commandLine.replaceAll("[\"'\\\\]", "").replaceAll("/(?:\\.?/)+", "/");
        var home = scope.home().toString();
        if (names(plain, home) || plain.contains("DAEMION_HOME")) {
            return true;
        }
        if (!scope.home().startsWith(userHome)) {
            return false;
        }
        var below = "/" + userHome.relativize(scope.home());
        return names(plain, "~" + below) || names(plain, "$HOME" + below) || names(plain, "${HOME}" + below);
    }

    private static boolean names(String text, String home) {
        int at = text.indexOf(home);
        while (at >= 0) {
            var rest = text.substring(at + home.length());
            boolean isWhole = rest.isEmpty() || !(Character.isLetterOrDigit(rest.charAt(0)) || rest.charAt(0) == '-');
            boolean isWorkspace = rest.matches("(?s)/workspace(?:[/\\s;|&)].*)?") && !rest.contains("/..");
            if (isWhole && !isWorkspace) {
                return true;
            }
            at = text.indexOf(home, at + 1);
        }
        return false;
    }
}
