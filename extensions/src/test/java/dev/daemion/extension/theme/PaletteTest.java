package dev.daemion.extension.theme;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A palette")
class PaletteTest {
    @Test
    @DisplayName("can be read whatever the colour it is made from (WCAG AA)")
    void readable() {
        for (int value = 0; value <= 0xffffff; value += 0x0b0d11) {
            var accent = String.format(Locale.ROOT, "#%06x", value);
            check(accent, Palette.of(accent, true));
            check(accent, Palette.of(accent, false));
        }
    }

    private static void check(String accent, Map<String, String> colors) {
        assertThat(colors).as(accent).hasSize(10);
        atLeast(4.5, accent, colors, "textPrimary", "bgPrimary");
        atLeast(4.5, accent, colors, "textPrimary", "bgTertiary");
        atLeast(4.5, accent, colors, "textSecondary", "bgPrimary");
        atLeast(4.5, accent, colors, "textSecondary", "bgSecondary");
        atLeast(4.5, accent, colors, "accentText", "accent");
        atLeast(3, accent, colors, "accent", "bgPrimary");
        atLeast(3, accent, colors, "success", "bgPrimary");
        atLeast(3, accent, colors, "danger", "bgPrimary");
    }

    private static void atLeast(double ratio, String accent, Map<String, String> colors, String front, String back) {
        assertThat(Palette.contrast(colors.getOrDefault(front, ""), colors.getOrDefault(back, "")))
                .as("%s of %s on %s", front, accent, back)
                .isGreaterThanOrEqualTo(ratio);
    }

    @Test
    @DisplayName("keeps a colour that can be read as it is")
    void keeps() {
        assertThat(Palette.of("#00aaff", true)).containsEntry("accent", "#00aaff");
    }

    @Test
    @DisplayName("is made from what people say")
    void said() {
        assertThat(Palette.color("#0AF")).contains("#00aaff");
        assertThat(Palette.color(" Teal ")).contains("#12a594");
        assertThat(Palette.color("#12345")).isEmpty();
        assertThat(Palette.color("blurple")).isEmpty();
    }
}
