package dev.daemion.extension.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Text of a theme can be read: WCAG 2.2, 1.4.3 (4.5:1 for text) and 1.4.11 (3:1 for the colours that carry a sign). */
final class ThemeContrastCheck implements Check {
    private static final Pattern COLOR = Pattern.compile("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})");
    private static final double TEXT = 4.5;
    private static final double SIGN = 3.0;

    private record Pair(String front, String back, double ratioMin) {}

    private static final List<Pair> PAIRS = List.of(
            new Pair("textPrimary", "bgPrimary", TEXT),
            new Pair("textPrimary", "bgSecondary", TEXT),
            new Pair("textPrimary", "bgTertiary", TEXT),
            new Pair("textSecondary", "bgPrimary", TEXT),
            new Pair("textSecondary", "bgSecondary", TEXT),
            new Pair("accentText", "accent", TEXT),
            new Pair("accent", "bgPrimary", SIGN),
            new Pair("success", "bgPrimary", SIGN),
            new Pair("danger", "bgPrimary", SIGN));

    @Override
    public void check(Manifest manifest, Consumer<Finding> findings) {
        if (manifest.type() != ExtensionType.THEME) {
            return;
        }
        var colors = manifest.definition().path("colors");
        for (var pair : PAIRS) {
            check(colors, pair, findings);
        }
    }

    private static void check(JsonNode colors, Pair pair, Consumer<Finding> findings) {
        var front = colors.path(pair.front()).asText();
        var back = colors.path(pair.back()).asText();
        if (!COLOR.matcher(front).matches() || !COLOR.matcher(back).matches()) {
            return; // the schema has said so
        }
        double ratio = ratio(front, back);
        if (ratio < pair.ratioMin()) {
            findings.accept(new Finding(
                    "/definition/colors/" + pair.front(),
                    String.format(
                            Locale.ROOT,
                            "expected a contrast of at least %.1f:1 with %s (%s), found %.2f:1 for %s (WCAG AA)",
                            pair.ratioMin(),
                            pair.back(),
                            back,
                            ratio,
                            front)));
        }
    }

    /** Contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
    static double ratio(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String color) {
        return 0.2126 * channel(color, 0) + 0.7152 * channel(color, 1) + 0.0722 * channel(color, 2);
    }

    private static double channel(String color, int index) {
        boolean isShort = color.length() == 4;
        int value = isShort
                ? Integer.parseInt(color.substring(1 + index, 2 + index), 16) * 17
                : Integer.parseInt(color.substring(1 + 2 * index, 3 + 2 * index), 16);
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
