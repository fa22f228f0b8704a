package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * The OpenAPI document as one page to read: no script, no other host, one style allowed by its hash.
 *
 * @param policy its Content-Security-Policy
 */
record SpecPage(String html, String policy) {
    private static final String STYLE = """
        :root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
        body{margin:0 auto;max-width:60rem;padding:1rem}
        code{font:0.9em ui-monospace,monospace;overflow-wrap:anywhere}
        h3 code{font-size:1rem}
        section{border-top:1px solid #8886;padding:.5rem 0}
        table{border-collapse:collapse;width:100%}
        td{padding:.15rem .75rem .15rem 0;vertical-align:top}
        """;
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    static SpecPage of(JsonNode document) {
        var page = new StringBuilder(64 * 1024)
                .append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>Daemion HTTP interface</title>")
                .append("<style>")
                .append(STYLE)
                .append("</style><h1>Daemion HTTP interface</h1>");
        for (var paragraph : document.path("info").path("description").asText().split("\n\n", -1)) {
            page.append("<p>").append(text(paragraph)).append("</p>");
        }
        document.path("tags").forEach(tag -> group(page, document, tag));
        page.append("<h2>Records</h2>");
        document.path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> schema(page, schema.getKey(), schema.getValue()));
        return new SpecPage(
                page.append("</html>").toString(),
                "default-src 'none'; style-src 'sha256-" + hash(STYLE)
                        + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    }

    private static void group(StringBuilder page, JsonNode document, JsonNode tag) {
        var name = tag.path("name").asText();
        page.append("<h2>").append(text(title(name))).append("</h2><p>");
        page.append(text(tag.path("description").asText())).append("</p>");
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.forEach(method -> {
                    var operation = path.getValue().path(method);
                    if (operation.path("tags").path(0).asText().equals(name)) {
                        operation(page, method, path.getKey(), operation);
                    }
                }));
    }

    private static void operation(StringBuilder page, String method, String path, JsonNode operation) {
        page.append("<section><h3><code>")
                .append(method.toUpperCase(Locale.ROOT))
                .append(' ')
                .append(text(path))
                .append("</code></h3><p>")
                .append(text(operation.path("summary").asText()))
                .append(". ")
                .append(text(operation.path("description").asText()))
                .append("</p><table>");
        operation.path("parameters").forEach(parameter -> {
            var isNamed = parameter.has("name");
            row(
                    page,
                    isNamed
                            ? parameter.path("name").asText()
                            : last(parameter.path("$ref").asText()),
                    parameter.path("description").asText());
        });
        var body = operation
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema");
        if (!body.isMissingNode()) {
            row(page, "body", shape(body));
        }
        operation
                .path("responses")
                .properties()
                .forEach(answer -> row(page, answer.getKey(), answer(answer.getValue())));
        page.append("</table></section>");
    }

    private static String answer(JsonNode answer) {
        if (answer.has("$ref")) {
            return last(answer.path("$ref").asText());
        }
        var shapes = new ArrayList<String>();
        answer.path("content")
                .properties()
                .forEach(media -> shapes.add(shape(media.getValue().path("schema")) + " (" + media.getKey() + ")"));
        return shapes.isEmpty() ? answer.path("description").asText() : String.join(" or ", shapes);
    }

    private static void schema(StringBuilder page, String name, JsonNode schema) {
        page.append("<section><h3><code>").append(text(name)).append("</code></h3>");
        if (schema.has("description")) {
            page.append("<p>").append(text(schema.path("description").asText())).append("</p>");
        }
        page.append("<table>");
        if (!schema.has("properties")) {
            row(page, "", shape(schema));
        }
        schema.path("properties")
                .properties()
                .forEach(member -> row(
                        page,
                        member.getKey(),
                        (shape(member.getValue()) + " "
                                        + member.getValue().path("description").asText())
                                .strip()));
        page.append("</table></section>");
    }

    private static String shape(JsonNode schema) {
        if (schema.has("$ref")) {
            return last(schema.path("$ref").asText());
        }
        for (var choice : List.of("oneOf", "anyOf")) {
            if (schema.has(choice)) {
                var shapes = new ArrayList<String>();
                schema.path(choice).forEach(one -> shapes.add(shape(one)));
                return String.join(" or ", shapes);
            }
        }
        if (schema.has("enum")) {
            var values = new ArrayList<String>();
            schema.path("enum").forEach(value -> values.add(value.asText()));
            return String.join(" | ", values);
        }
        if (schema.has("const")) {
            return schema.path("const").asText();
        }
        if (schema.has("items")) {
            return "list of " + shape(schema.path("items"));
        }
        var types = new ArrayList<String>();
        schema.path("type").forEach(type -> types.add(type.asText()));
        var type = types.isEmpty() ? schema.path("type").asText("anything") : String.join(" or ", types);
        return schema.has("format") ? type + " (" + schema.path("format").asText() + ")" : type;
    }

    private static void row(StringBuilder page, String name, String meaning) {
        page.append("<tr><td><code>")
                .append(text(name))
                .append("</code><td>")
                .append(text(meaning))
                .append("</tr>");
    }

    private static String last(String reference) {
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static String title(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static String text(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String hash(String style) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
