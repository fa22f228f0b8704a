package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.DetachedLaunch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "open",
        description = "Open the web app in the browser, already paired; prints the address when there is no browser.")
final class OpenCommand implements Callable<Integer> {
    private static final List<String> BROWSERS = List.of("xdg-open", "open", "wslview");
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--print", description = "Only print the address. It works once, for 60 seconds.")
    private boolean isPrintOnly;

    OpenCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        var gateways = new Gateways(shell, common.openHome(shell.environment()));
        try (var connection = gateways.runningOrSpawned(null, Duration.ofSeconds(30))) {
            var url = Gateways.json(connection.send("POST", "/pair/ticket", "{}"))
                    .path("url")
                    .asText();
            if (isPrintOnly || !isOpened(url)) {
                shell.print(url);
            } else {
                shell.out().println("Opened " + connection.base() + " in the browser.");
            }
        }
        return ExitCode.OK.number();
    }

    /** True when a browser took the address; one that is still busy after a moment has taken it. */
    private boolean isOpened(String url) throws InterruptedException {
        var isMac = System.getProperty("os.name", "").startsWith("Mac");
        var hasScreen = isMac
                || shell.environment().containsKey("DISPLAY")
                || shell.environment().containsKey("WAYLAND_DISPLAY")
                || shell.environment().containsKey("WSL_DISTRO_NAME");
        if (!hasScreen) {
            return false;
        }
        for (var browser : BROWSERS) {
            var program = DetachedLaunch.findOnPath(browser, shell.environment());
            if (program.isPresent()) {
                try {
                    var process = new ProcessBuilder(program.get().toString(), url)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
                    return !process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() == 0;
                } catch (IOException e) {
                    shell.err().println(browser + " could not be started: " + e.getMessage());
                }
            }
        }
        return false;
    }
}
