package dev.daemion.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "pair", description = "Show a fresh QR code and six-digit code to pair another device.")
final class PairCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    PairCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            Welcome.print(shell, connection);
        }
        return ExitCode.OK.number();
    }
}
