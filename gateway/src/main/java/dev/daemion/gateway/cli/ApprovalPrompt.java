package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.daemion.gateway.discovery.Connection;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Shows a question exactly as it will be carried out, and sends the owner's answer. */
final class ApprovalPrompt {
    private final Shell shell;
    private final Connection connection;

    ApprovalPrompt(Shell shell, Connection connection) {
        this.shell = shell;
        this.connection = connection;
    }

    /** Asks y/n in a terminal when the question belongs to that run; elsewhere says how to answer it. */
    void ask(JsonNode approval, @Nullable String runId) throws IOException, InterruptedException {
        var id = approval.path("id").asText();
        var isOurs = runId == null || runId.equals(approval.path("run_id").asText(runId));
        if (!isOurs) {
            return;
        }
        describe(approval);
        if (!shell.isTerminal()) {
            shell.print("  answer it with: daemion approve " + id + "   or: daemion deny " + id);
            return;
        }
        while (true) {
            shell.out().print("  Approve? [y/n] ");
            shell.out().flush();
            var typed = shell.in().readLine();
            if (typed == null) {
                shell.print("  left open; answer it with: daemion approve " + id + "   or: daemion deny " + id);
                return;
            }
            switch (typed.strip().toLowerCase(java.util.Locale.ROOT)) {
                case "y", "yes" -> {
                    decide(id, "approve", null, null);
                    return;
                }
                case "n", "no" -> {
                    decide(id, "deny", null, null);
                    return;
                }
                default -> shell.print("  Type y or n.");
            }
        }
    }

    void describe(JsonNode approval) throws IOException {
        shell.print("? " + approval.path("title").asText() + " ["
                + approval.path("id").asText() + "]");
        shell.print("  " + approval.path("summary").asText());
        var detail = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(approval.path("detail"));
        shell.print(detail.indent(2).stripTrailing());
    }

    JsonNode decide(String id, String decision, @Nullable String scope, @Nullable String note)
            throws IOException, InterruptedException {
        var body = Json.stored().createObjectNode().put("decision", decision);
        if (scope != null) {
            body.put("scope", scope);
        }
        if (note != null) {
            body.put("note", note);
        }
        return Gateways.json(connection.send("POST", "/approvals/" + id, Json.store(body)));
    }
}
