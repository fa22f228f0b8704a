package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.util.List;
import java.util.Set;

/**
 * A record may say that it comes from an agent or from elsewhere. That only ever lowers the trust in it: a person may
 * bring in what an agent wrote and have it wait for approval, but nobody can call their own work a person's or a
 * seed's.
 */
final class DeclaredSource {
    static final Set<String> KEYS = Set.of("source", "owner_agent_id");

    private DeclaredSource() {}

    static ExtensionAuthor of(JsonNode document, ExtensionAuthor author) {
        var source = document.path("source");
        var owner = document.path("owner_agent_id");
        var agentId = owner.isTextual() && !owner.asText().isBlank() ? owner.asText() : author.agentId();
        if (source.isMissingNode() || source.isNull() || author.source() != ExtensionSource.USER) {
            return author;
        }
        return switch (source.asText()) {
            case "user" -> author;
            case "agent" ->
                new ExtensionAuthor(
                        ExtensionSource.AGENT,
                        agentId == null ? author.by() : agentId,
                        agentId,
                        author.runId(),
                        author.threadId());
            case "community" ->
                new ExtensionAuthor(ExtensionSource.COMMUNITY, author.by(), null, author.runId(), author.threadId());
            default -> {
                var detail = "expected user, agent or community, found '" + source.asText()
                        + "'; built-ins come from seeds only";
                throw new Problem(
                        ProblemCode.VALIDATION_FAILED, "/source: " + detail, List.of(new Finding("/source", detail)));
            }
        };
    }
}
