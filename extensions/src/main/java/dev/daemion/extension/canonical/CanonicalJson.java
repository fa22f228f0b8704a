package dev.daemion.extension.canonical;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The one text of a JSON value, after RFC 8785 (JSON Canonicalization Scheme): no white space, members sorted by UTF-16
 * code units, the shortest escapes. It departs in numbers, which keep every digit instead of being rounded to a double,
 * so that no two different amounts share a hash: plain decimal notation without exponent, without trailing zeros and
 * without a negative zero, so {@code 1}, {@code 1.0} and {@code 1e0} are one value; beyond 40 digits either side of the
 * point, {@code <digits>e<exponent>}.
 */
public final class CanonicalJson {
    private static final int PLAIN_DIGITS_MAX = 40;
    private static final String HEX = "0123456789abcdef";

    private CanonicalJson() {}

    public static String of(JsonNode value) {
        var text = new StringBuilder(256);
        append(text, value);
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode value) {
        switch (value.getNodeType()) {
            case OBJECT -> appendObject(text, value);
            case ARRAY -> appendArray(text, value);
            case STRING -> appendString(text, value.textValue());
            case NUMBER -> appendNumber(text, value);
            case BOOLEAN -> text.append(value.booleanValue());
            case NULL -> text.append("null");
            case BINARY, MISSING, POJO ->
                throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
        }
    }

    private static void appendObject(StringBuilder text, JsonNode value) {
        List<String> names = new ArrayList<>(value.size());
        value.fieldNames().forEachRemaining(names::add);
        Collections.sort(names); // String order is UTF-16 code unit order, as RFC 8785 §3.2.3 asks
        text.append('{');
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            appendString(text, names.get(i));
            text.append(':');
            append(text, value.get(names.get(i)));
        }
        text.append('}');
    }

    private static void appendArray(StringBuilder text, JsonNode value) {
        text.append('[');
        for (int i = 0; i < value.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            append(text, value.get(i));
        }
        text.append(']');
    }

    private static void appendNumber(StringBuilder text, JsonNode value) {
        if (value.isFloatingPointNumber() && !value.isBigDecimal() && !Double.isFinite(value.doubleValue())) {
            throw new IllegalArgumentException("JSON has no " + value.asText());
        }
        var number = value.decimalValue();
        if (number.signum() == 0) {
            text.append('0');
            return;
        }
        var stripped = number.stripTrailingZeros();
        boolean isPlain = stripped.scale() <= PLAIN_DIGITS_MAX
                && stripped.precision() - (long) stripped.scale() <= PLAIN_DIGITS_MAX;
        text.append(isPlain ? stripped.toPlainString() : scientific(stripped));
    }

    /** All digits as an integer and the power of ten: one spelling per value, however large the exponent. */
    private static String scientific(BigDecimal stripped) {
        return stripped.unscaledValue() + "e" + -(long) stripped.scale();
    }

    private static void appendString(StringBuilder text, String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            appendCharacter(text, value.charAt(i));
        }
        text.append('"');
    }

    private static void appendCharacter(StringBuilder text, char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\t' -> text.append("\\t");
            case '\n' -> text.append("\\n");
            case '\f' -> text.append("\\f");
            case '\r' -> text.append("\\r");
            default -> {
                if (c < 0x20) {
                    text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                } else {
                    text.append(c);
                }
            }
        }
    }
}
