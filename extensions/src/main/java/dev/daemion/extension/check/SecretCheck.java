package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Credentials are named, never written: a value in a place made for one is refused, and is not repeated. */
final class SecretCheck implements Check {
    private static final Pattern NAME =
            Pattern.compile("(?i).*(authorization|api[-_]?key|token|secret|password|passwd|cookie|credential).*");
    private static final Pattern IN_URL = Pattern.compile("(?i)^https?://[^/?#]*@.*");

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.INTEGRATION) {
            return;
        }
        var definition = manifest.definition();
        values(definition.path("env"), "/definition/env", findings);
        values(definition.path("headers"), "/definition/headers", findings);
        address(definition.path("url"), "/definition/url", findings);
        address(definition.path("baseUrl"), "/definition/baseUrl", findings);
        for (var endpoint : definition.path("endpoints").properties()) {
            var pointer = Pointers.member("/definition/endpoints", endpoint.getKey());
            values(endpoint.getValue().path("headers"), pointer + "/headers", findings);
            address(endpoint.getValue().path("url"), pointer + "/url", findings);
        }
    }

    private static void values(JsonNode members, String pointer, Consumer<Finding> findings) {
        for (var member : members.properties()) {
            boolean isWritten =
                    member.getValue().isTextual() && !member.getValue().asText().isEmpty();
            if (isWritten && NAME.matcher(member.getKey()).matches()) {
                findings.accept(new Finding(
                        Pointers.member(pointer, member.getKey()),
                        "expected a secret by its name, { secret: NAME }, found a value; store the value as a secret"));
            }
        }
    }

    private static void address(JsonNode url, String pointer, Consumer<Finding> findings) {
        if (url.isTextual() && IN_URL.matcher(url.asText()).matches()) {
            findings.accept(new Finding(
                    pointer, "expected an address without a user or password; put them into a header by secret"));
        }
    }
}
