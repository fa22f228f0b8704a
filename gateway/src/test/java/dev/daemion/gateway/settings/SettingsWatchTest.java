package dev.daemion.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A settings file that is changed while the gateway runs")
class SettingsWatchTest {
    private static final String PROVIDER = """
        providers:
          local:
            kind: openai
            base-url: http://127.0.0.1:11434/v1
        """;

    @TempDir
    private Path directory;

    private Map<String, String> environment;
    private Home home;
    private SettingsWatch watch;

    @BeforeEach
    void start() {
        environment = Map.of("HOME", directory.toString());
        home = new Home(directory.resolve("home")).open();
        watch = new SettingsWatch(SettingsReader.read(home, environment, 0), environment);
    }

    @Test
    @DisplayName("is read once, when it was changed")
    void once() throws Exception {
        assertThat(watch.look()).isEmpty();
        Files.writeString(home.config(), PROVIDER);
        assertThat(watch.look())
                .hasValueSatisfying(settings -> assertThat(settings.providers())
                        .anyMatch(provider -> provider.name().equals("local")));
        assertThat(watch.look()).isEmpty();
    }

    @Test
    @DisplayName("changes nothing when it does not read, and counts again once it is mended")
    void broken() throws Exception {
        Files.writeString(home.config(), "providers: [what\n");
        assertThat(watch.look()).isEmpty();
        Files.writeString(home.config(), PROVIDER);
        assertThat(watch.look()).isPresent();
    }
}
