package dev.daemion.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code approve} and {@code deny} have in common. */
abstract sealed class DecideCommand implements Callable<Integer> {
    private static final Pattern ID = Pattern.compile("[a-z0-9_]{1,64}");

    private final Shell shell;
    private final String decision;
    private final String done;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Which, as daemion approvals shows it.")
    private List<String> ids = List.of();

    @Option(names = "--note", paramLabel = "TEXT", description = "Why; the agent is told.")
    private @Nullable String note;

    DecideCommand(Shell shell, String decision, String done) {
        this.shell = shell;
        this.decision = decision;
        this.done = done;
    }

    /** For how long it counts; null for this once. */
    @Nullable
    String scope() {
        return null;
    }

    @Override
    public Integer call() throws Exception {
        for (var id : ids) {
            if (!ID.matcher(id).matches()) {
                throw new CommandFailure(
                        ExitCode.USAGE, "That is not the id of a question; daemion approvals lists them.");
            }
        }
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            var prompt = new ApprovalPrompt(shell, connection);
            for (var id : ids) {
                prompt.decide(id, decision, scope(), note);
                shell.print(done + " " + id + ".");
            }
        }
        return ExitCode.OK.number();
    }

    @Command(name = "approve", description = "Allow what a question asks for.")
    static final class Approve extends DecideCommand {
        @Option(names = "--scope", paramLabel = "SCOPE", description = "once (default), session or always.")
        private @Nullable String scope;

        Approve(Shell shell) {
            super(shell, "approve", "Approved");
        }

        @Override
        @Nullable
        String scope() {
            return scope;
        }
    }

    @Command(name = "deny", description = "Refuse what a question asks for.")
    static final class Deny extends DecideCommand {
        Deny(Shell shell) {
            super(shell, "deny", "Denied");
        }
    }
}
