package dev.daemion.substrate.execution.process;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which of the gateway's variables a child inherits: an allow-list, because keys and tokens live in the others. What
 * makes a shell or the loader run code (BASH_ENV, LD_PRELOAD, …) is not on it either.
 */
final class ChildEnvironment {
    private static final Set<String> ALLOWED = Set.of(
            "PATH",
            "HOME",
            "USER",
            "LOGNAME",
            "SHELL",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TMPDIR",
            "JAVA_HOME",
            "XDG_RUNTIME_DIR");

    private ChildEnvironment() {}

    static Map<String, String> of(Map<String, String> inherited, Map<String, String> added) {
        var environment = new HashMap<String, String>();
        inherited.forEach((name, value) -> {
            if (ALLOWED.contains(name) || name.startsWith("LC_")) {
                environment.put(name, value);
            }
        });
        environment.putIfAbsent("PATH", "/usr/local/bin:/usr/bin:/bin");
        environment.put("TERM", "dumb");
        environment.putAll(added);
        return environment;
    }
}
