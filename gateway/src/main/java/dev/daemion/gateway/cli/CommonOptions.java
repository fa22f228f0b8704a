package dev.daemion.gateway.cli;

import dev.daemion.gateway.settings.Home;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "State directory; default: DAEMION_HOME, else ~/.daemion.")
    @Nullable
    String home;

    @Option(names = "--verbose", description = "Show where an error came from.")
    boolean isVerbose;

    @Option(names = "--help", usageHelp = true, description = "Show this text.")
    boolean isHelpWanted;

    /** The home, created and checked. */
    Home openHome(Map<String, String> environment) {
        return Home.resolve(home, environment).open();
    }
}
