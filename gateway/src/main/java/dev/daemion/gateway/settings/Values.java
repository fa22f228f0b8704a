package dev.daemion.gateway.settings;

import dev.daemion.kernel.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads typed values and notes every one that does not fit; a value that does not fit counts as absent. */
final class Values {
    private final Map<String, Object> values;
    private final List<Finding> findings;

    Values(Map<String, Object> values, List<Finding> findings) {
        this.values = values;
        this.findings = findings;
    }

    int whole(SettingKey key, int min, int max, int absent) {
        var value = values.get(key.path());
        if (value == null) {
            return absent;
        }
        if (value instanceof Integer number && number >= min && number <= max) {
            return number;
        }
        finding(key, "Must be a whole number from " + min + " to " + max + ", not " + shown(value) + ".");
        return absent;
    }

    boolean isTrue(SettingKey key, boolean absent) {
        var value = values.get(key.path());
        if (value == null || value instanceof Boolean) {
            return value == null ? absent : (Boolean) value;
        }
        finding(key, "Must be true or false, not " + shown(value) + ".");
        return absent;
    }

    @Nullable
    String text(SettingKey key) {
        var value = values.get(key.path());
        if (value == null) {
            return null;
        }
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        finding(key, "Must be text, not " + shown(value) + ".");
        return null;
    }

    <E extends Enum<E>> E word(SettingKey key, Class<E> type, E absent) {
        var text = text(key);
        if (text == null) {
            return absent;
        }
        for (var constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text.strip())) {
                return constant;
            }
        }
        var known = new ArrayList<String>();
        for (var constant : type.getEnumConstants()) {
            known.add(constant.name().toLowerCase(Locale.ROOT));
        }
        finding(key, "Must be one of " + String.join(", ", known) + ", not " + shown(text) + ".");
        return absent;
    }

    /** Every entry goes through {@code read}, which answers null after it noted a finding itself. */
    <T> List<T> list(SettingKey key, int max, List<T> absent, Function<String, @Nullable T> read) {
        var value = values.get(key.path());
        if (value == null) {
            return absent;
        }
        if (!(value instanceof List<?> entries)) {
            finding(key, "Must be a list, as in [one, two], not " + shown(value) + ".");
            return absent;
        }
        if (entries.size() > max) {
            finding(key, "Must have at most " + max + " entries, not " + entries.size() + ".");
            return absent;
        }
        var list = new ArrayList<T>();
        for (var entry : entries) {
            if (!(entry instanceof String text) || text.isBlank()) {
                finding(key, "Every entry must be text, not " + shown(entry) + ".");
                continue;
            }
            T one = read.apply(text.strip());
            if (one != null) {
                list.add(one);
            }
        }
        return List.copyOf(list);
    }

    void finding(SettingKey key, String detail) {
        findings.add(new Finding(ConfigFile.pointer(key.path()), detail));
    }

    static String shown(@Nullable Object value) {
        var text = String.valueOf(value);
        return "\"" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "\"";
    }
}
