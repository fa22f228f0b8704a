package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "schedule", description = "Show what will fire in the coming days, and what it is forecast to cost.")
final class ScheduleCommand implements Callable<Integer> {
    private static final int DAYS_MAX = 366;

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--days", paramLabel = "N", description = "How many days ahead, 1 to 366; 7 when absent.")
    private int days = 7;

    @Option(names = "--json", description = "Answer JSON.")
    private boolean isJson;

    ScheduleCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (days < 1 || days > DAYS_MAX) {
            throw new CommandFailure(ExitCode.USAGE, "--days takes 1 to " + DAYS_MAX + ".");
        }
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            var answer = connection.send("GET", "/schedule?days=" + days, null);
            var schedule = Gateways.json(answer);
            if (isJson) {
                shell.out().println(answer.body().strip());
            } else if (schedule.path("firings").isEmpty()) {
                shell.print("Nothing is planned until " + schedule.path("until").asText() + ".");
            } else {
                show(schedule);
            }
        }
        return ExitCode.OK.number();
    }

    private void show(JsonNode schedule) {
        for (var firing : schedule.path("firings")) {
            shell.print(
                    firing.path("local").asText() + "  " + firing.path("job").asText()
                            + (firing.path("is_overlap").asBoolean() ? "  (the run before may still be on)" : "")
                            + (firing.path("note").isTextual()
                                    ? "  (" + firing.path("note").asText() + ")"
                                    : ""));
        }
        if (schedule.path("is_cut").asBoolean()) {
            shell.print("… and more; fewer --days show all of them.");
        }
        var cost = schedule.path("cost_usd");
        int unknown = schedule.path("unknown_cost_count").asInt();
        shell.print("Forecast: " + (cost.isNumber() ? "$" + cost.asText() : "unknown")
                + (unknown > 0 ? " (" + unknown + " jobs have no history)" : ""));
    }
}
