package dev.daemion.gateway.story;

import dev.daemion.gateway.Gateway;
import dev.daemion.gateway.settings.Home;
import dev.daemion.gateway.settings.SettingsReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A whole gateway in this JVM, on a free port, in a home of its own. */
final class GatewayFixture extends TalkedTo {
    private final Map<String, String> environment = new HashMap<>();
    private Gateway gateway;

    /** @param settings environment variables: addresses and keys of models */
    GatewayFixture(Path directory, Map<String, String> settings) throws Exception {
        this(directory, "", settings);
    }

    /** @param config text of {@code config.yaml} */
    GatewayFixture(Path directory, String config, Map<String, String> settings) throws Exception {
        super(directory.resolve("home"));
        new Home(home).open();
        Files.writeString(home.resolve("config.yaml"), config);
        environment.put(
                "HOME", Files.createDirectories(directory.resolve("user")).toString());
        environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
        environment.putAll(settings);
        this.gateway = start();
    }

    private Gateway start() throws Exception {
        var opened = new Home(home).open();
        return Gateway.start(SettingsReader.read(opened, environment, 0), environment);
    }

    @Override
    URI base() {
        return gateway.base();
    }

    void restart() throws Exception {
        restart(() -> {});
    }

    /** @param meanwhile done while no gateway has the home */
    void restart(Meanwhile meanwhile) throws Exception {
        gateway.stop();
        meanwhile.act();
        gateway = start();
    }

    interface Meanwhile {
        void act() throws Exception;
    }

    @Override
    void close() throws Exception {
        gateway.stop();
        super.close();
    }
}
