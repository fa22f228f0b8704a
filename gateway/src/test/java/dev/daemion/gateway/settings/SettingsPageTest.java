package dev.daemion.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The settings page")
class SettingsPageTest {
    private static final Path PAGE = Path.of("../docs/reference/settings.md");
    private static final String BEGIN = "<!-- keys: written by SettingsPageTest -->\n";
    private static final String END = "<!-- end of keys -->\n";

    @Test
    @DisplayName("lists exactly the keys of the code (rewrite it with -Dgolden=update)")
    void listsKeys() throws IOException {
        var rows = Arrays.stream(SettingKey.values()).map(SettingKey::row).collect(Collectors.joining("\n"));
        var table =
                "| Key | Type, unit | Range | Default | Override | Meaning |\n| --- | --- | --- | --- | --- | --- |\n"
                        + rows + "\n";
        var page = Files.readString(PAGE);
        var begin = page.indexOf(BEGIN) + BEGIN.length();
        var end = page.indexOf(END);
        assertThat(end).as("markers in " + PAGE).isGreaterThanOrEqualTo(begin);

        if (System.getProperty("golden", "").equals("update")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end)).isEqualTo(table);
    }

    @Test
    @DisplayName("names every member of a provider")
    void listsProviderMembers() throws IOException {
        var page = Files.readString(PAGE);

        assertThat(ProviderReader.MEMBERS).allSatisfy(member -> assertThat(page).contains("| `" + member + "` |"));
    }
}
