package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Synchronises the built-in extensions with what is on disk. */
@Command(
        name = "reseed",
        description = "Synchronise the built-in extensions and the agents' folders with what is on disk.")
final class ReseedCommand implements Callable<Integer> {
    private static final List<String> LISTS = List.of("added", "changed", "removed", "overridden", "failed");

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Answer JSON.")
    private boolean isJson;

    ReseedCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            var response = connection.send("POST", "/reseed", null);
            var outcome = Gateways.json(response);
            if (isJson) {
                shell.out().println(response.body().strip());
            } else {
                show(outcome);
            }
            return (outcome.path("failed").isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
        }
    }

    private void show(JsonNode outcome) {
        outcome.properties().forEach(member -> {
            var value = member.getValue();
            if (value.isArray()) {
                shell.print(member.getKey() + ": " + value.size());
                if (LISTS.contains(member.getKey())) {
                    value.forEach(item -> shell.print("  " + (item.isTextual() ? item.asText() : item.toString())));
                }
            } else {
                shell.print(member.getKey() + ": " + value.asText());
            }
        });
    }
}
