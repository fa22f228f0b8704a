package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "integrations", description = "Show what is connected, how it stands and which tools it brings.")
final class IntegrationsCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--json", description = "Answer one JSON array.")
    private boolean isJson;

    IntegrationsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            var response = connection.send("GET", "/integrations", null);
            var integrations = Gateways.json(response);
            if (isJson) {
                shell.out().println(response.body().strip());
            } else if (integrations.isEmpty()) {
                shell.out().println("Nothing is connected.");
            } else {
                integrations.forEach(this::describe);
            }
        }
        return ExitCode.OK.number();
    }

    private void describe(JsonNode integration) {
        shell.print(integration.path("name").asText() + "  "
                + integration.path("kind").asText() + "  "
                + integration.path("state").asText());
        if (!integration.path("detail").asText().isEmpty()) {
            shell.print("  " + integration.path("detail").asText());
        }
        var tools = new ArrayList<String>();
        integration.path("tools").forEach(tool -> tools.add(tool.asText()));
        if (!tools.isEmpty()) {
            shell.print("  tools: " + String.join(", ", tools));
        }
    }
}
