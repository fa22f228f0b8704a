package dev.daemion.extension.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the record around a definition: type, name, description, permissions, enabled. All findings at once. What the
 * definition says is not looked at here. Immutable.
 */
public final class ManifestReader {
    public static final int NAME_LENGTH_MAX = 64;
    public static final int DESCRIPTION_LENGTH_MAX = 500;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final List<String> TYPES =
            Arrays.stream(ExtensionType.values()).map(ExtensionType::wire).toList();

    private final Set<String> knownKeys;

    /** @param furtherKeys members the caller reads itself, besides those of a {@link Manifest} */
    public ManifestReader(Set<String> furtherKeys) {
        knownKeys = new TreeSet<>(Set.of("type", "name", "description", "definition", "permissions", "enabled"));
        knownKeys.addAll(furtherKeys);
    }

    /** The type of that wire name. */
    public static Optional<ExtensionType> type(String wire) {
        return Arrays.stream(ExtensionType.values())
                .filter(type -> type.wire().equals(wire))
                .findFirst();
    }

    public Reading<Manifest> read(JsonNode document) {
        if (!document.isObject()) {
            return Reading.refused(
                    "", "expected an object with type, name, description and definition, found " + kind(document));
        }
        var findings = new ArrayList<Finding>();
        document.fieldNames().forEachRemaining(key -> {
            if (!knownKeys.contains(key)) {
                findings.add(new Finding(
                        Pointers.member("", key),
                        "unknown key '" + key + "'" + NearestName.ending(key, knownKeys) + " Known: "
                                + String.join(", ", knownKeys)));
            }
        });
        var type = readType(document, findings);
        var name = readText(document, "name", NAME_LENGTH_MAX, findings);
        if (name != null) {
            checkName(name, findings);
        }
        var description = readText(document, "description", DESCRIPTION_LENGTH_MAX, findings);
        var definition = readObject(document, "definition", true, findings);
        var permissions = readObject(document, "permissions", false, findings);
        var enabled = readFlag(document, "enabled", findings);
        if (type == null || name == null || description == null || definition == null || !findings.isEmpty()) {
            return new Reading.Refused<>(findings);
        }
        return new Reading.Read<>(new Manifest(type, name, description, definition, permissions, enabled));
    }

    private static @Nullable ExtensionType readType(JsonNode document, List<Finding> findings) {
        var wire = readText(document, "type", NAME_LENGTH_MAX, findings);
        if (wire == null) {
            return null;
        }
        var type = type(wire);
        if (type.isEmpty()) {
            findings.add(new Finding(
                    "/type",
                    "expected one of " + String.join(", ", TYPES) + "; found '" + wire + "'"
                            + NearestName.hint(wire, TYPES)));
        }
        return type.orElse(null);
    }

    private static void checkName(String name, List<Finding> findings) {
        if (NAME.matcher(name).matches()) {
            return;
        }
        var folded = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        boolean isAscii = name.chars().allMatch(c -> c < 0x80);
        findings.add(new Finding(
                "/name",
                "expected kebab-case of a to z and 0 to 9, found '" + shown(name) + "'"
                        + (isAscii ? "" : ", which has letters that only look like those")
                        + (NAME.matcher(folded).matches() && isAscii ? "; try '" + folded + "'" : "")));
    }

    private static @Nullable String readText(JsonNode document, String key, int lengthMax, List<Finding> findings) {
        var value = document.get(key);
        if (value == null || value.isNull()) {
            findings.add(new Finding(
                    Pointers.member("", key), "expected text of 1 to " + lengthMax + " characters, found nothing"));
            return null;
        }
        if (!value.isTextual()) {
            findings.add(new Finding(
                    Pointers.member("", key), "expected text, found " + kind(value) + "; put it in quotes"));
            return null;
        }
        var text = value.textValue().strip();
        if (text.isEmpty() || text.length() > lengthMax) {
            findings.add(new Finding(
                    Pointers.member("", key), "expected 1 to " + lengthMax + " characters, found " + text.length()));
            return null;
        }
        return text;
    }

    private static @Nullable JsonNode readObject(
            JsonNode document, String key, boolean isRequired, List<Finding> findings) {
        var value = document.get(key);
        if (value == null || value.isNull()) {
            if (isRequired) {
                findings.add(new Finding(Pointers.member("", key), "expected an object, found nothing"));
            }
            return null;
        }
        if (!value.isObject()) {
            findings.add(new Finding(Pointers.member("", key), "expected an object, found " + kind(value)));
            return null;
        }
        return value;
    }

    private static @Nullable Boolean readFlag(JsonNode document, String key, List<Finding> findings) {
        var value = document.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            findings.add(new Finding(Pointers.member("", key), "expected true or false, found " + kind(value)));
            return null;
        }
        return value.booleanValue();
    }

    /** What a value is, for people: {@code a number}, {@code a list}. */
    public static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "a list";
            case STRING -> "the text '" + shown(value.textValue()) + "'";
            case NUMBER -> "the number " + value.asText();
            case BOOLEAN -> value.asText();
            case NULL, MISSING -> "nothing";
            case BINARY, POJO -> "something else";
        };
    }

    private static String shown(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
