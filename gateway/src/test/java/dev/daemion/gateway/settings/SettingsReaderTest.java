package dev.daemion.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.provider.AuthStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Settings")
class SettingsReaderTest {
    @TempDir
    Path folder;

    private Home home;

    @BeforeEach
    void openHome() {
        home = new Home(folder.resolve("home")).open();
    }

    @Test
    @DisplayName("have every default when there is no file")
    void defaults() {
        var settings = read("", Map.of("HOME", "/home/ann"));

        assertThat(settings.port()).isEqualTo(3001);
        assertThat(settings.bind()).isEqualTo("127.0.0.1");
        assertThat(settings.openHealth()).isTrue();
        assertThat(settings.database()).isEqualTo(home.path().resolve("daemion.db"));
        assertThat(settings.roots())
                .containsExactly(Path.of("/home/ann"), home.path().resolve("workspace"));
        assertThat(settings.log()).isEqualTo(new Settings.LogSettings(Settings.Level.INFO, false, 10, 14, 200));
        assertThat(settings.providers()).isEmpty();
        assertThat(settings.allowedHosts()).isEmpty();
    }

    @Test
    @DisplayName("read nested and dotted keys, with dashes and underscores alike")
    void readsKeys() {
        var settings = read("""
            gateway:
              port: 4000
              allowed_hosts: [Box.Tail1234.ts.net]
            gateway.open-health: false
            log: {level: debug, json: true}
            tools:
              roots: [~/src, /data]
            """, Map.of("HOME", "/home/ann"));

        assertThat(settings.port()).isEqualTo(4000);
        assertThat(settings.allowedHosts()).containsExactly("box.tail1234.ts.net");
        assertThat(settings.openHealth()).isFalse();
        assertThat(settings.log().level()).isEqualTo(Settings.Level.DEBUG);
        assertThat(settings.log().json()).isTrue();
        assertThat(settings.roots()).containsExactly(Path.of("/home/ann/src"), Path.of("/data"));
    }

    @Test
    @DisplayName("prefer the flag to the environment and the environment to the file")
    void precedence() {
        var file = "gateway: {port: 4000}\ndb: {path: /data/a.db}\nlog: {level: error}";
        var environment = Map.of("DAEMION_PORT", "5000", "DAEMION_DB_PATH", "/data/b.db", "DAEMION_LOG", "trace,json");

        assertThat(read(file, Map.of()).port()).isEqualTo(4000);
        assertThat(read(file, environment).port()).isEqualTo(5000);
        assertThat(SettingsReader.read(home, environment, 0).port()).isZero();
        assertThat(read(file, environment).database()).isEqualTo(Path.of("/data/b.db"));
        assertThat(read(file, environment).log().level()).isEqualTo(Settings.Level.TRACE);
        assertThat(read(file, environment).log().json()).isTrue();
    }

    @Test
    @DisplayName("name everything that does not fit, all at once")
    void namesAllFindings() {
        assertThatThrownBy(() -> read("""
            gateway:
              prot: 4000
              open-health: perhaps
              allowed-origins: ["*"]
            log: {keep-days: 0}
            colour: blue
            providers:
              mine: {kind: openai, base_urll: http://x, first-byte-timeout: soon}
            """, Map.of("DAEMION_PORT", "99999")))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("gateway.prot: Unknown key gateway.prot. Did you mean gateway.port?")
                .hasMessageContaining("gateway.open-health: Must be true or false, not \"perhaps\"")
                .hasMessageContaining("gateway.allowed-origins: \"*\" is not an exact origin")
                .hasMessageContaining("log.keep-days: Must be a whole number from 1 to 365")
                .hasMessageContaining("colour: Unknown key colour. Known keys: gateway.port")
                .hasMessageContaining("providers.mine.base-urll: Unknown key base-urll. Did you mean base-url?")
                .hasMessageContaining("providers.mine.first-byte-timeout: Must be a duration like")
                .hasMessageContaining("DAEMION_PORT must be a port from 0 to 65535, not \"99999\"");
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(strings = {"0.0.0.0", "192.168.1.5", "::", "example.com", "127.0.0.2"})
    @DisplayName("refuse an address others can route to, with the Tailscale command")
    void refusesRoutableAddress(String address) {
        assertThatThrownBy(() -> read("gateway: {bind: \"" + address + "\", port: 3005}", Map.of()))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("tailscale serve --bg 3005");
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @ValueSource(
            strings = {
                "port: 3001: 2",
                "- a list",
                "just text",
                "gateway: {port: 1}\ngateway: {port: 2}",
                "gateway: !!java.net.URL [\"http://example.com\"]",
                "a: &a [*a]",
                "gateway: 3001"
            })
    @DisplayName("refuse a file that is not a map of keys, without a stack trace")
    void refusesOtherYaml(String text) {
        assertThatThrownBy(() -> read(text, Map.of()))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith("The settings do not fit (");
    }

    @Test
    @DisplayName("refuse YAML bombs and very deep nesting")
    void refusesBombs() {
        assertThatThrownBy(() -> read("[".repeat(5000), Map.of())).isInstanceOf(StartRefused.class);
        assertThatThrownBy(() -> read("#" + "x".repeat(300_000), Map.of())).hasMessageContaining("larger than 256 KiB");
    }

    @Test
    @DisplayName("hold the providers of the file and of the environment, keys by name only")
    void readsProviders() {
        var settings = read("""
            providers:
              anthropic:
                base-url: http://127.0.0.1:9000
                api-version: 2023-06-01
                key: ANTHROPIC_API_KEY
              router:
                kind: openai
                base_url: https://router.example/v1
                headers: {X-Title: Daemion, Authorization: "secret: ROUTER_KEY"}
                idle-timeout: 90s
            """, Map.of("ANTHROPIC_API_KEY", "sk-never-shown", "OLLAMA_HOST", "127.0.0.1:11434"));

        assertThat(settings.providers())
                .extracting(p -> p.name())
                .containsExactlyInAnyOrder("anthropic", "ollama", "router");
        var anthropic = settings.providers().stream()
                .filter(p -> p.name().equals("anthropic"))
                .findFirst()
                .orElseThrow();
        assertThat(anthropic.apiVersion()).isEqualTo("2023-06-01");
        assertThat(anthropic.authStyle()).isEqualTo(AuthStyle.X_API_KEY);
        assertThat(settings.providers().getLast().idleTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.toString()).doesNotContain("sk-never-shown");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({"gateway.prot,gateway.port", "port,gateway.port", "log.levl,log.level", "roots,tools.roots"})
    @DisplayName("know the nearest key")
    void nearest(String typed, String meant) {
        assertThat(Nearest.to(typed, SettingKey.paths())).contains(meant);
    }

    @Test
    @DisplayName("know no nearest key for something else altogether")
    void noNearest() {
        assertThat(Nearest.to("something-else", List.of("gateway.port"))).isEmpty();
    }

    private Settings read(String yaml, Map<String, String> environment) {
        try {
            Files.writeString(home.config(), yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return SettingsReader.read(home, environment, null);
    }

    @Test
    @DisplayName("home: is made private, found through links, and refused when others can read it")
    void homeModes() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.path())))
                .isEqualTo("rwx------");

        var link = Files.createSymbolicLink(folder.resolve("link"), home.path());
        assertThat(new Home(link).open().path()).isEqualTo(home.path());

        Files.setPosixFilePermissions(home.path(), PosixFilePermissions.fromString("rwxr-x---"));
        assertThatThrownBy(() -> home.open())
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("chmod 700 " + home.path());

        var file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new Home(file).open()).hasMessageContaining("is not a directory");
    }

    @Test
    @DisplayName("home: flag, then DAEMION_HOME, then ~/.daemion; ~ and relative paths are understood")
    void homeResolution() {
        var environment = Map.of("HOME", "/home/ann", "DAEMION_HOME", "~/other");

        assertThat(Home.resolve("/x/../y", environment).path()).isEqualTo(Path.of("/y"));
        assertThat(Home.resolve(null, environment).path()).isEqualTo(Path.of("/home/ann/other"));
        assertThat(Home.resolve(null, Map.of("HOME", "/home/ann")).path()).isEqualTo(Path.of("/home/ann/.daemion"));
        assertThat(Home.resolve("here", environment).path())
                .isEqualTo(Path.of("here").toAbsolutePath());
        assertThatThrownBy(() -> Home.resolve("~bob/x", environment)).hasMessageContaining("another user's home");
    }
}
