package dev.daemion.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.jspecify.annotations.Nullable;

/**
 * The members of a request, read one by one. Each has one name, in snake_case, and is found under its camelCase
 * spelling too. Everything that is wrong is gathered; {@link #done} refuses it all at once, members nobody asked for
 * included. The value of a member that is wrong is null, so nothing read is to be used before {@code done}.
 */
public final class Fields {
    private static final String TOKEN = "token";
    /** What the decoder puts in place of octets it cannot read. */
    private static final char NOT_UTF_8 = '\uFFFD';

    private final ObjectNode node;
    private final Set<String> known = new TreeSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private final String noun;
    /** A query knows only text; in a body true is not "true". */
    private final boolean isText;

    private Fields(ObjectNode node, String noun, boolean isText) {
        this.node = node;
        this.noun = noun;
        this.isText = isText;
    }

    static Fields ofBody(ObjectNode body) {
        return new Fields(body, "field", false);
    }

    static Fields ofQuery(HttpRequest request, boolean isTokenAllowed) {
        var fields = new Fields(JsonNodeFactory.instance.objectNode(), "query parameter", true);
        if (isTokenAllowed) {
            fields.known.add(TOKEN);
        }
        if (request.getUri().rawQueryString().filter(raw -> !raw.isEmpty()).isEmpty()) {
            return fields;
        }
        Query query = request.getUri().query();
        query.toMultiMap().forEach((name, values) -> {
            if (values.size() > 1) {
                fields.wrong(name, "stands there " + values.size() + " times, expected once");
            }
            if (values.getFirst().indexOf(NOT_UTF_8) >= 0) {
                fields.wrong(name, "is not UTF-8");
            }
            fields.node.put(name, values.getFirst());
        });
        TextCheck.firstBad(fields.node).ifPresent(fields.findings::add);
        return fields;
    }

    /** Text, as it is; null when absent or null. */
    public @Nullable String text(String name, int lengthMin, int lengthMax) {
        var value = find(name);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            wrong(name, "expected text, found " + kind(value));
            return null;
        }
        var text = value.textValue();
        int length = text.codePointCount(0, text.length());
        if (length < lengthMin || length > lengthMax) {
            wrong(
                    name,
                    String.format(
                            Locale.ROOT, "expected %,d to %,d characters, found %,d", lengthMin, lengthMax, length));
            return null;
        }
        return text;
    }

    /** Text that may be taken away: an explicit null or the empty text clears; null when absent. */
    public @Nullable String clearable(String name, int lengthMax) {
        var camel = camelCase(name);
        var isCleared = node.path(name).isNull() || node.path(camel).isNull();
        var text = text(name, 0, lengthMax);
        return text == null && isCleared ? "" : text;
    }

    /** Text that must be there; the empty text when it is wrong. */
    public String requiredText(String name, int lengthMin, int lengthMax) {
        int before = findings.size();
        var text = text(name, lengthMin, lengthMax);
        if (text == null && findings.size() == before) {
            wrong(name, "is required, and is text");
        }
        return text == null ? "" : text;
    }

    /** True or false, in a query as text; null when absent. */
    public @Nullable Boolean flag(String name) {
        var value = find(name);
        if (value == null) {
            return null;
        }
        var text = value.isBoolean() || isText ? value.asText() : "";
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                wrong(name, "expected true or false, found " + (isText ? shown(value) : kind(value)));
                yield null;
            }
        };
    }

    /** An object, as it is; null when absent or null. */
    public @Nullable JsonNode object(String name) {
        var value = find(name);
        if (value != null && !value.isObject()) {
            wrong(name, "expected an object, found " + kind(value));
            return null;
        }
        return value;
    }

    /** A whole number; the default when absent. */
    public int number(String name, int min, int max, int byDefault) {
        var value = find(name);
        if (value == null) {
            return byDefault;
        }
        var text = value.isIntegralNumber() || isText ? value.asText() : "";
        if (text.matches("-?[0-9]{1,9}")) {
            int number = Integer.parseInt(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        wrong(name, "expected a whole number from " + min + " to " + max + ", found " + shown(value));
        return byDefault;
    }

    /** One of a closed list, as it stands on the wire; null when absent. */
    public <E> @Nullable E oneOf(String name, List<E> choices, Function<E, String> wire) {
        var value = find(name);
        if (value == null) {
            return null;
        }
        for (var choice : choices) {
            if (value.isTextual() && wire.apply(choice).equals(value.textValue())) {
                return choice;
            }
        }
        wrong(
                name,
                "expected one of "
                        + String.join(", ", choices.stream().map(wire).toList())
                        + ", found " + shown(value));
        return null;
    }

    /** An id or the like; null when absent. */
    public <I> @Nullable I parsed(String name, Function<String, Optional<I>> parse, String expected) {
        var value = find(name);
        if (value == null) {
            return null;
        }
        var found = value.isTextual() ? parse.apply(value.textValue()) : Optional.<I>empty();
        if (found.isEmpty()) {
            wrong(name, "expected " + expected + ", found " + shown(value));
        }
        return found.orElse(null);
    }

    /** The members of each object in a list; empty when absent. */
    public List<Fields> objects(String name, int countMax) {
        var value = find(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > countMax) {
            wrong(
                    name,
                    "expected a list of at most " + countMax + " objects, found "
                            + (value.isArray() ? value.size() : kind(value)));
            return List.of();
        }
        var objects = new ArrayList<Fields>();
        for (int i = 0; i < value.size(); i++) {
            if (value.get(i) instanceof ObjectNode object) {
                objects.add(new Fields(object, noun, false));
            } else {
                note(name, "/" + i, "expected an object, found " + kind(value.get(i)));
            }
        }
        return List.copyOf(objects);
    }

    /** Takes over what an inner object found wrong; {@code at} is its place: {@code attachments/0}. */
    public void include(String at, Fields inner) {
        inner.checkNames();
        inner.findings.forEach(f -> findings.add(new Finding("/" + at + f.pointer(), f.detail())));
    }

    public boolean has(String name) {
        return find(name) != null;
    }

    /** Notes something wrong that only the caller can see. */
    public void wrong(String name, String detail) {
        note(name, "", detail);
    }

    /** The place is told in the spelling the client used, as a JSON Pointer (RFC 6901). */
    private void note(String name, String below, String detail) {
        var camel = camelCase(name);
        var written = !node.has(name) && node.has(camel) ? camel : name;
        var pointer = "/" + written.replace("~", "~0").replace("/", "~1") + below;
        findings.add(new Finding(pointer, "The " + noun + " " + Quoted.of(written + below) + " " + verb(detail)));
    }

    /** Refuses with everything found wrong so far. */
    public void done() {
        checkNames();
        if (!findings.isEmpty()) {
            var detail = findings.size() == 1
                    ? findings.getFirst().detail()
                    : findings.getFirst().detail() + " (and " + (findings.size() - 1) + " more)";
            throw new Problem(ProblemCode.VALIDATION_FAILED, detail, findings);
        }
    }

    static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case STRING -> "text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }

    private @Nullable JsonNode find(String name) {
        known.add(name);
        var camel = camelCase(name);
        var plain = node.get(name);
        var other = camel.equals(name) ? null : node.get(camel);
        if (plain != null && other != null) {
            wrong(name, "stands there twice, also as " + Quoted.of(camel) + ": send one of the two");
        }
        var value = plain == null ? other : plain;
        return value == null || value.isNull() ? null : value;
    }

    private void checkNames() {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)
                    && known.stream().noneMatch(k -> camelCase(k).equals(name))) {
                wrong(name, "is not known here" + hint(name));
            }
        });
    }

    private String hint(String name) {
        var nearest = NearestName.of(name, known);
        return nearest.map(found -> ": did you mean " + Quoted.of(found) + "?")
                .orElseGet(() -> known.isEmpty() ? ": there is none" : ": there is " + String.join(", ", known));
    }

    private static String verb(String detail) {
        var isQuestion = detail.endsWith("?");
        return (detail.startsWith("expected") ? "is wrong: " + detail : detail) + (isQuestion ? "" : ".");
    }

    private static String shown(JsonNode value) {
        return value.isValueNode() ? Quoted.of(value.asText()) : kind(value);
    }

    static String camelCase(String name) {
        var words = Arrays.stream(name.split("_", -1)).toList();
        var joined = new StringBuilder(words.getFirst());
        words.stream()
                .skip(1)
                .filter(word -> !word.isEmpty())
                .forEach(word ->
                        joined.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length()));
        return joined.toString();
    }
}
