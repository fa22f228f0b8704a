package dev.daemion.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What was allowed for a session or always; takes it back. */
@Command(name = "grants", description = "What was allowed beyond once, newest first.")
final class GrantsCommand implements Callable<Integer> {
    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,64}");

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--revoke", paramLabel = "ID", description = "Take it back: such a call is asked about again.")
    private List<String> revoked = List.of();

    @Option(names = "--json", description = "Answer one JSON array.")
    private boolean isJson;

    GrantsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        for (var id : revoked) {
            if (!ID.matcher(id).matches()) {
                throw new CommandFailure(ExitCode.USAGE, "That is not an id; daemion grants lists them.");
            }
        }
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            for (var id : revoked) {
                Gateways.json(connection.send("DELETE", "/grants/" + id, null));
                shell.print("Taken back: " + id + ".");
            }
            if (revoked.isEmpty()) {
                var response = connection.send("GET", "/grants", null);
                var grants = Gateways.json(response);
                if (isJson) {
                    shell.out().println(response.body().strip());
                } else if (grants.isEmpty()) {
                    shell.out().println("Nothing is allowed beyond once.");
                } else {
                    grants.forEach(grant -> shell.print(grant.path("id").asText() + "  "
                            + grant.path("tool").asText() + " "
                            + grant.path("subject").asText() + "  by "
                            + grant.path("agent_id").asText()
                            + (grant.path("thread_id").isNull() ? ", always" : ", in one thread")));
                }
            }
        }
        return ExitCode.OK.number();
    }
}
