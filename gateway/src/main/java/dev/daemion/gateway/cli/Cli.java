package dev.daemion.gateway.cli;

import dev.daemion.gateway.settings.StartRefused;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** Every command there is, and how one is run: arguments in, one exit code out, errors as one sentence. */
public final class Cli {
    private final Shell shell;
    private final Map<String, Supplier<Callable<Integer>>> commands;

    Cli(Shell shell, GatewayBoot boot) {
        this.shell = shell;
        var all = new LinkedHashMap<String, Supplier<Callable<Integer>>>();
        all.put("start", () -> new StartCommand(shell, boot));
        all.put("stop", () -> new StopCommand(shell));
        all.put("status", () -> new StatusCommand(shell));
        all.put("open", () -> new OpenCommand(shell));
        all.put("pair", () -> new PairCommand(shell));
        all.put("chat", () -> new ChatCommand(shell));
        all.put("approvals", () -> new ApprovalsCommand(shell));
        all.put("grants", () -> new GrantsCommand(shell));
        all.put("approve", () -> new DecideCommand.Approve(shell));
        all.put("deny", () -> new DecideCommand.Deny(shell));
        all.put("ext", () -> new ExtCommand(shell));
        all.put("jobs", () -> new JobsCommand(shell));
        all.put("schedule", () -> new ScheduleCommand(shell));
        all.put("apps", () -> new AppsCommand(shell));
        all.put("artifacts", () -> new ArtifactsCommand(shell));
        all.put("integrations", () -> new IntegrationsCommand(shell));
        all.put("reseed", () -> new ReseedCommand(shell));
        all.put("ledger", () -> new LedgerCommand(shell));
        all.put("doctor", () -> new DoctorCommand(shell));
        all.put("logs", () -> new LogsCommand(shell));
        all.put("version", () -> new VersionCommand(shell));
        all.put("gateway", () -> new GatewayCommand(shell, boot));
        all.put("train", () -> new TrainCommand(shell, boot));
        this.commands = all;
    }

    /** Runs the command and answers its exit code; without one, shows what there is. */
    public static int run(List<String> arguments, GatewayBoot boot) {
        return new Cli(Shell.ofProcess(), boot).run(arguments);
    }

    int run(List<String> arguments) {
        var wanted = arguments.isEmpty() ? "" : arguments.getFirst();
        return line(wanted).execute(arguments.isEmpty() ? new String[] {"--help"} : arguments.toArray(String[]::new));
    }

    /** The grammar: with the named command only, each costs some milliseconds of reflection; else with all. */
    CommandLine line(String wanted) {
        var line = new CommandLine(new Root())
                .setOut(shell.out())
                .setErr(shell.err())
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler(this::explain)
                .setParameterExceptionHandler(this::explainUsage);
        commands.forEach((name, command) -> {
            if (!commands.containsKey(wanted) || name.equals(wanted)) {
                line.addSubcommand(name, command.get());
            }
        });
        return line;
    }

    @Command(
            name = "daemion",
            description = "A local-first agent OS: one gateway per user, reached from browser, phone and terminal.",
            footer = {"", "First steps: daemion start, then open the address it prints."})
    private static final class Root implements Callable<Integer> {
        @CommandLine.Option(names = "--help", usageHelp = true, description = "Show this text.")
        private boolean isHelpWanted;

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public Integer call() {
            spec.commandLine().usage(spec.commandLine().getOut());
            return isHelpWanted ? ExitCode.OK.number() : ExitCode.USAGE.number();
        }
    }

    private int explain(Exception failure, CommandLine line, ParseResult result) {
        if (line.getParseResult() != null && line.getParseResult().hasMatchedOption("--verbose")) {
            failure.printStackTrace(shell.err());
        }
        return switch (failure) {
            case CommandFailure known -> said(known.code(), known.sentence());
            case StartRefused refused -> said(ExitCode.of(refused.reason()), refused.sentence());
            case InterruptedException interrupted -> ExitCode.INTERRUPTED.number();
            case InterruptedIOException interrupted -> ExitCode.INTERRUPTED.number();
            default -> said(ExitCode.FAILED, "It did not work: " + message(failure) + ".");
        };
    }

    private int explainUsage(CommandLine.ParameterException failure, String[] arguments) {
        var command = failure.getCommandLine().getCommandSpec().qualifiedName();
        return said(ExitCode.USAGE, failure.getMessage() + ". See " + command + " --help.");
    }

    private int said(ExitCode code, String sentence) {
        shell.err().println(TerminalText.safe(sentence));
        return code.number();
    }

    private static String message(Exception failure) {
        var text = failure.getMessage();
        return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text.replaceAll("\\.$", "");
    }
}
