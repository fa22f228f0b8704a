package dev.daemion.extension.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.daemion.extension.manifest.ManifestReader;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.extension.manifest.Pointers;
import dev.daemion.kernel.problem.Finding;
import java.util.ArrayList;
import java.util.List;

/** Turns what the validator reports into a sentence for people: what was expected, what was found, what was meant. */
final class SchemaSentences {
    private SchemaSentences() {}

    static Finding finding(Error error, JsonNode schema, String at) {
        var pointer = at + error.getInstanceLocation();
        var property = error.getProperty();
        var parent = parent(error, schema);
        return switch (error.getKeyword()) {
            case "additionalProperties", "unevaluatedProperties" ->
                new Finding(Pointers.member(pointer, String.valueOf(property)), unknown(property, parent));
            case "required" ->
                new Finding(Pointers.member(pointer, String.valueOf(property)), missing(property, parent));
            default -> new Finding(pointer, expected(error, parent));
        };
    }

    private static String unknown(String property, JsonNode parent) {
        var known = Schemas.members(parent);
        return "unknown key '" + property + "'" + NearestName.ending(property, known)
                + (known.isEmpty() ? "" : " Known: " + String.join(", ", known));
    }

    private static String missing(String property, JsonNode parent) {
        var described =
                parent.path("properties").path(property).path("description").asText("");
        return "expected '" + property + "', found nothing" + (described.isEmpty() ? "" : ". It is: " + described);
    }

    private static String expected(Error error, JsonNode parent) {
        var limit = parent.path(error.getKeyword());
        var found = ManifestReader.kind(error.getInstanceNode());
        var text = error.getInstanceNode().asText();
        return switch (error.getKeyword()) {
            case "type" -> "expected " + types(limit) + ", found " + found;
            case "enum" ->
                "expected one of " + String.join(", ", texts(limit)) + "; found " + found
                        + NearestName.hint(text, texts(limit));
            case "const" -> "expected " + limit + ", found " + found;
            case "pattern" -> "expected " + described(parent) + " (" + limit.asText() + "), found " + found;
            case "minLength" -> "expected at least " + characters(limit) + ", found " + characters(text.length());
            case "maxLength" -> "expected at most " + characters(limit) + ", found " + characters(text.length());
            case "minimum" -> "expected at least " + limit + ", found " + found;
            case "exclusiveMinimum" -> "expected more than " + limit + ", found " + found;
            case "maximum" -> "expected at most " + limit + ", found " + found;
            case "minItems", "minProperties" ->
                "expected at least " + limit + " entries, found "
                        + error.getInstanceNode().size();
            case "maxItems", "maxProperties" ->
                "expected at most " + limit + " entries, found "
                        + error.getInstanceNode().size();
            case "uniqueItems" -> "expected every entry once, found one twice";
            case "propertyNames" ->
                "expected keys of the form " + limit.path("pattern").asText() + ", found others";
            default -> "expected " + described(parent) + ", found " + found;
        };
    }

    /** The schema object in which the keyword stands. */
    private static JsonNode parent(Error error, JsonNode schema) {
        var fragment = String.valueOf(error.getSchemaLocation().getFragment());
        var place = fragment.startsWith("/")
                ? schema.at(JsonPointer.compile(fragment).head())
                : schema;
        return place.isMissingNode() ? schema : place;
    }

    private static String described(JsonNode parent) {
        var text = parent.path("description").asText("another form");
        return "'" + (text.endsWith(".") ? text.substring(0, text.length() - 1) : text) + "'";
    }

    private static String characters(JsonNode limit) {
        return characters(limit.asInt());
    }

    private static String characters(int count) {
        return count + (count == 1 ? " character" : " characters");
    }

    private static String types(JsonNode limit) {
        return limit.isArray()
                ? String.join(
                        " or ", texts(limit).stream().map(SchemaSentences::type).toList())
                : type(limit.asText());
    }

    private static String type(String name) {
        return switch (name) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            default -> name;
        };
    }

    private static List<String> texts(JsonNode list) {
        var texts = new ArrayList<String>();
        list.forEach(entry -> texts.add(entry.asText()));
        return texts;
    }
}
