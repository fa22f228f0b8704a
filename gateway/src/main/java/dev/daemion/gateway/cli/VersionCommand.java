package dev.daemion.gateway.cli;

import dev.daemion.gateway.discovery.Registration;
import dev.daemion.gateway.discovery.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "version", description = "Say which version this is.")
final class VersionCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    VersionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        shell.out()
                .println("daemion " + Version.current() + " (protocol " + Registration.PROTOCOL + ", Java "
                        + Runtime.version() + ")" + (common.isVerbose ? " " + System.getProperty("java.home") : ""));
        return ExitCode.OK.number();
    }
}
