package dev.daemion.gateway.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "approvals", description = "Show the questions that wait for an answer, with exactly what would run.")
final class ApprovalsCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--all", description = "Answered and expired ones too.")
    private boolean isAll;

    @Option(names = "--json", description = "Answer one JSON array.")
    private boolean isJson;

    ApprovalsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            var response = connection.send("GET", isAll ? "/approvals" : "/approvals?status=pending", null);
            var approvals = Gateways.json(response);
            if (isJson) {
                shell.out().println(response.body().strip());
            } else if (approvals.isEmpty()) {
                shell.out().println("Nothing waits for an answer.");
            } else {
                var prompt = new ApprovalPrompt(shell, connection);
                for (var approval : approvals) {
                    prompt.describe(approval);
                    shell.print("  " + approval.path("status").asText() + ", asked at "
                            + approval.path("created_at").asText());
                }
            }
        }
        return ExitCode.OK.number();
    }
}
