package dev.daemion.extension.theme;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The ten colours of a theme, made from one: its hue tints the rest, and whatever has to be read is moved lighter or
 * darker until it can be (WCAG AA). The same input gives the same colours.
 */
public final class Palette {
    private static final Pattern HEX = Pattern.compile("#(?:[0-9a-f]{3}|[0-9a-f]{6})");
    private static final double TEXT = 4.6;
    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("red", "#e5484d"),
            Map.entry("orange", "#f76b15"),
            Map.entry("amber", "#ffb224"),
            Map.entry("yellow", "#f5d90a"),
            Map.entry("gold", "#d4af37"),
            Map.entry("lime", "#99d52a"),
            Map.entry("green", "#30a46c"),
            Map.entry("mint", "#4ccca3"),
            Map.entry("teal", "#12a594"),
            Map.entry("cyan", "#05a2c2"),
            Map.entry("turquoise", "#1fb5b5"),
            Map.entry("blue", "#0091ff"),
            Map.entry("navy", "#1f4e9c"),
            Map.entry("indigo", "#3e63dd"),
            Map.entry("violet", "#6e56cf"),
            Map.entry("purple", "#8e4ec6"),
            Map.entry("magenta", "#c026d3"),
            Map.entry("pink", "#e93d82"),
            Map.entry("rose", "#e54666"),
            Map.entry("brown", "#ad7f58"),
            Map.entry("grey", "#8b8d98"),
            Map.entry("gray", "#8b8d98"),
            Map.entry("solarized", "#268bd2"));

    private Palette() {}

    /** A colour as people say it: {@code #0af}, {@code #00aaff}, or one of the usual names. */
    public static Optional<String> color(String said) {
        var text = said.strip().toLowerCase(Locale.ROOT);
        if (HEX.matcher(text).matches()) {
            return Optional.of(
                    text.length() == 7
                            ? text
                            : "#"
                                    + text.substring(1)
                                            .chars()
                                            .collect(
                                                    StringBuilder::new,
                                                    (out, c) ->
                                                            out.append((char) c).append((char) c),
                                                    StringBuilder::append));
        }
        return Optional.ofNullable(NAMED.get(text));
    }

    /** @param accent {@code #rrggbb} */
    public static Map<String, String> of(String accent, boolean isDark) {
        var base = Hsl.of(accent);
        var ground = base.with(Math.min(base.saturation(), 0.24), isDark ? 0.08 : 0.975);
        var colors = new LinkedHashMap<String, String>();
        colors.put("bgPrimary", ground.hex());
        colors.put(
                "bgSecondary",
                ground.with(ground.saturation(), isDark ? 0.115 : 0.945).hex());
        var third = ground.with(ground.saturation(), isDark ? 0.16 : 0.9).hex();
        colors.put("bgTertiary", third);
        colors.put("textPrimary", readable(ground.with(0.16, isDark ? 0.93 : 0.12), third, isDark));
        colors.put("textSecondary", readable(ground.with(0.12, isDark ? 0.7 : 0.38), third, isDark));
        var shown = readable(base, colors.get("bgSecondary"), isDark);
        colors.put("accent", shown);
        colors.put("accentText", contrast(shown, "#ffffff") >= contrast(shown, "#0b0b0f") ? "#ffffff" : "#0b0b0f");
        colors.put(
                "border", ground.with(ground.saturation(), isDark ? 0.27 : 0.8).hex());
        colors.put("success", readable(Hsl.of("#30a46c"), third, isDark));
        colors.put("danger", readable(Hsl.of("#e5484d"), third, isDark));
        return colors;
    }

    /** The colour, as far as it can be read before the other; else lighter on dark, darker on light until it can. */
    private static String readable(Hsl color, String before, boolean isDark) {
        var candidate = color;
        while (contrast(candidate.hex(), before) < TEXT) {
            double lightness = candidate.lightness() + (isDark ? 0.01 : -0.01);
            if (lightness <= 0 || lightness >= 1) {
                return isDark ? "#ffffff" : "#000000";
            }
            candidate = candidate.with(candidate.saturation(), lightness);
        }
        return candidate.hex();
    }

    /** 1 to 21 (WCAG 2.2, "contrast ratio"). */
    static double contrast(String one, String other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String color) {
        return 0.2126 * linear(color, 1) + 0.7152 * linear(color, 3) + 0.0722 * linear(color, 5);
    }

    private static double linear(String color, int at) {
        double share = Integer.parseInt(color.substring(at, at + 2), 16) / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }

    /** @param hue 0 to 360; the others 0 to 1 */
    private record Hsl(double hue, double saturation, double lightness) {
        static Hsl of(String hex) {
            double r = Integer.parseInt(hex.substring(1, 3), 16) / 255.0;
            double g = Integer.parseInt(hex.substring(3, 5), 16) / 255.0;
            double b = Integer.parseInt(hex.substring(5, 7), 16) / 255.0;
            double max = Math.max(r, Math.max(g, b));
            double min = Math.min(r, Math.min(g, b));
            double span = max - min;
            double lightness = (max + min) / 2;
            if (span == 0) {
                return new Hsl(0, 0, lightness);
            }
            double sixth = max == r ? ((g - b) / span + 6) % 6 : max == g ? (b - r) / span + 2 : (r - g) / span + 4;
            return new Hsl(sixth * 60, span / (1 - Math.abs(2 * lightness - 1)), lightness);
        }

        Hsl with(double newSaturation, double newLightness) {
            return new Hsl(hue, newSaturation, newLightness);
        }

        String hex() {
            double chroma = (1 - Math.abs(2 * lightness - 1)) * saturation;
            double x = chroma * (1 - Math.abs((hue / 60) % 2 - 1));
            double m = lightness - chroma / 2;
            double[] rgb = switch ((int) (hue / 60) % 6) {
                case 0 -> new double[] {chroma, x, 0};
                case 1 -> new double[] {x, chroma, 0};
                case 2 -> new double[] {0, chroma, x};
                case 3 -> new double[] {0, x, chroma};
                case 4 -> new double[] {x, 0, chroma};
                default -> new double[] {chroma, 0, x};
            };
            return String.format(
                    Locale.ROOT,
                    "#%02x%02x%02x",
                    Math.round((rgb[0] + m) * 255),
                    Math.round((rgb[1] + m) * 255),
                    Math.round((rgb[2] + m) * 255));
        }
    }
}
