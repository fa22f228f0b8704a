package dev.daemion.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.daemion.kernel.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The committed OpenAPI document as a judge: is this answer one that the document promises? */
final class Contract {
    private static final Contract COMMITTED = new Contract(SpecRoutes.load());

    private final JsonNode document;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> {});
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    private Contract(JsonNode document) {
        this.document = document;
    }

    static Contract committed() {
        return COMMITTED;
    }

    /** @param isOpen true when no token is needed */
    record Operation(String method, String template, boolean isOpen, List<String> statuses) {
        /** The path with an id in place of its variable. */
        String path() {
            return template.replaceAll("\\{[a-z]+\\}", "x_00000000000000000000000000");
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    var security = operation.getValue().path("security");
                    var statuses = new ArrayList<String>();
                    operation.getValue().path("responses").fieldNames().forEachRemaining(statuses::add);
                    operations.add(new Operation(
                            operation.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            security.isArray() && security.isEmpty(),
                            List.copyOf(statuses)));
                }));
        return List.copyOf(operations);
    }

    /** Fails unless the document has this status for this route, with this media type and a body that fits. */
    void check(String method, String template, int status, String contentType, String body) {
        var responses = document.path("paths")
                .path(template)
                .path(method.toLowerCase(Locale.ROOT))
                .path("responses");
        var response = responses.path(Integer.toString(status));
        assertThat(response.isMissingNode())
                .as("%s %s answered %d, which the document does not know: %s", method, template, status, body)
                .isFalse();
        if (response.has("$ref")) {
            response = document.at(response.path("$ref").asText().substring(1));
        }
        var media = contentType.split(";", 2)[0];
        var content = response.path("content");
        if (content.isMissingNode()) {
            assertThat(body)
                    .as("%s %s %d has no body", method, template, status)
                    .isEmpty();
            return;
        }
        assertThat(content.has(media) || content.has("*/*"))
                .as("%s %s %d as %s", method, template, status, media)
                .isTrue();
        if (media.endsWith("json") && content.has(media)) {
            checkBody(content.path(media).path("schema"), body, method + " " + template + " " + status);
        }
    }

    private void checkBody(JsonNode schema, String body, String what) {
        var errors = compiled.computeIfAbsent(schema.toString(), text -> registry.getSchema(standalone(schema)))
                .validate(Json.restore(body, JsonNode.class));
        assertThat(errors).as("%s: %s", what, body).isEmpty();
    }

    /** The schema with the document's components beside it, so that its references resolve. */
    private JsonNode standalone(JsonNode schema) {
        ObjectNode whole = Json.shown().createObjectNode();
        whole.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        whole.setAll((ObjectNode) schema);
        whole.set("components", document.path("components"));
        return whole;
    }
}
