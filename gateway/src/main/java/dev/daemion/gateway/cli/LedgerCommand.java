package dev.daemion.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The book of decisions: {@code daemion ledger} shows it, {@code daemion ledger verify} checks it. */
@Command(name = "ledger", description = "Show what was decided, or check that nobody has changed it since.")
final class LedgerCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "list",
            paramLabel = "ACTION",
            description = "list (the default) or verify.")
    private String action = "list";

    @Option(names = "--limit", defaultValue = "20", description = "Most entries shown, 1 to 200; 20 by default.")
    private int limit;

    @Option(names = "--json", description = "Answer JSON.")
    private boolean isJson;

    LedgerCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (!action.equals("list") && !action.equals("verify")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "There is no `daemion ledger " + action + "`: say list or verify.");
        }
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            return action.equals("verify") ? verify(connection) : list(connection);
        }
    }

    private int verify(dev.daemion.gateway.discovery.Connection connection) throws Exception {
        var response = connection.send("GET", "/ledger/verify", null);
        var verdict = Gateways.json(response);
        boolean isValid = verdict.path("valid").asBoolean();
        if (isJson) {
            shell.out().println(response.body().strip());
        } else if (isValid) {
            shell.print("The ledger is whole: " + verdict.path("entries").asLong() + " entries, none changed.");
        } else {
            shell.print("The ledger is broken at entry "
                    + verdict.path("first_broken").asLong() + ": "
                    + verdict.path("reason").asText() + ".");
        }
        return (isValid ? ExitCode.OK : ExitCode.FAILED).number();
    }

    private int list(dev.daemion.gateway.discovery.Connection connection) throws Exception {
        var response = connection.send("GET", "/ledger?limit=" + limit, null);
        var entries = Gateways.json(response);
        if (isJson) {
            shell.out().println(response.body().strip());
        } else if (entries.isEmpty()) {
            shell.print("Nothing was decided yet.");
        } else {
            for (var entry : entries) {
                shell.print(entry.path("seq").asText() + "  " + entry.path("at").asText() + "  "
                        + entry.path("device").asText() + "  "
                        + entry.path("action").asText() + "  "
                        + entry.path("subject").asText());
            }
        }
        return ExitCode.OK.number();
    }
}
