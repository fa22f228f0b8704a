package dev.daemion.substrate.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.extension.seed.AgentFolders;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Agents follow their folders")
class AgentFolderSyncTest {
    private static final ExtensionAuthor OWNER = ExtensionAuthor.person("phone");

    private Path folder;
    private ExtensionFixture fixture;
    private volatile boolean isUnreadable;

    @BeforeEach
    void start(@TempDir Path base) throws IOException {
        folder = base;
        file("scribe/system.md", "You write.");
        fixture = open();
        assertThat(isThere("scribe")).as("answered once it has started").isTrue();
    }

    private ExtensionFixture open() {
        var folders = AgentFolders.in(folder.resolve("agents"));
        return new ExtensionFixture(
                folder.resolve("daemion.db"),
                List::of,
                () -> {
                    if (isUnreadable) {
                        throw new UncheckedIOException(new IOException("denied"));
                    }
                    return folders.read();
                },
                new ConcurrentHashMap<>(Map.of()));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void file(String path, String text) throws IOException {
        var file = folder.resolve("agents").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private ReseedView reseed() {
        return fixture.ask(ExtensionProtocol.Reseed::new);
    }

    private ExtensionView scribe() {
        return fixture.<Catalog>ask(ExtensionProtocol.CurrentCatalog::new)
                .find(ExtensionType.AGENT, "scribe")
                .orElseThrow();
    }

    private boolean isThere(String name) {
        return fixture.<Catalog>ask(ExtensionProtocol.CurrentCatalog::new)
                .find(ExtensionType.AGENT, name)
                .isPresent();
    }

    @Test
    @DisplayName("from the first start on, as a person's, under one id through changes and restarts")
    void follows() throws IOException {
        var first = scribe();
        assertThat(first.source()).isEqualTo(ExtensionSource.USER);
        assertThat(reseed().unchanged()).containsExactly("agent/scribe");

        file("scribe/soul.md", "Quiet.");
        assertThat(reseed().changed()).containsExactly("agent/scribe");
        assertThat(scribe().definition().path("soul").asText()).isEqualTo("Quiet.");
        assertThat(scribe().version()).isEqualTo(2);

        fixture.close();
        file("scribe/soul.md", "Loud.");
        fixture = open();
        assertThat(scribe().id()).isEqualTo(first.id());
        assertThat(scribe().definition().path("soul").asText()).isEqualTo("Loud.");
    }

    @Test
    @DisplayName("go when the folder goes and come back with it")
    void vanishes() throws IOException {
        Files.delete(folder.resolve("agents/scribe/system.md"));
        Files.delete(folder.resolve("agents/scribe"));
        assertThat(reseed().removed()).containsExactly("agent/scribe");
        assertThat(isThere("scribe")).isFalse();
        file("scribe/system.md", "You write.");
        assertThat(reseed().added()).containsExactly("agent/scribe");
        assertThat(isThere("scribe")).isTrue();
    }

    @Test
    @DisplayName("stay as they were when the folder is broken or the directory cannot be read, and say so")
    void broken() throws IOException {
        file("scribe/daemion.yaml", "temper: mild\n");
        var failed = reseed().failed();
        assertThat(failed).singleElement().satisfies(one -> {
            assertThat(one.seed()).isEqualTo("agents/scribe");
            assertThat(one.findings().getFirst().pointer()).isEqualTo("/definition/temper");
        });
        assertThat(scribe().definition().path("instructions").asText()).isEqualTo("You write.");

        isUnreadable = true;
        assertThat(reseed().failed())
                .singleElement()
                .satisfies(one -> assertThat(one.seed()).isEqualTo("agents"));
        assertThat(isThere("scribe")).isTrue();
    }

    @Test
    @DisplayName("keep what a person chose elsewhere until the folder changes")
    void edited() throws IOException {
        fixture.put("""
            {"type":"agent","name":"scribe","description":"Mine.","definition":{"instructions":"You draw."}}\
            """, OWNER);
        fixture.<ExtensionView>ask(
                replyTo -> new ExtensionProtocol.ToggleExtension(scribe().id(), false, "phone", replyTo));
        assertThat(reseed().unchanged()).containsExactly("agent/scribe");
        assertThat(isThere("scribe")).as("a choice stays").isFalse();

        file("scribe/system.md", "You sing.");
        assertThat(reseed().changed()).containsExactly("agent/scribe");
        assertThat(isThere("scribe")).as("also through a change").isFalse();
    }

    @Test
    @DisplayName(
            "never take the name of an agent that is no folder's, and one that was deleted comes back with its folder")
    void names() throws IOException {
        fixture.put("""
            {"type":"agent","name":"painter","description":"Mine.","definition":{"instructions":"You paint."}}\
            """, OWNER);
        file("painter/system.md", "You do something else.");
        assertThat(reseed().failed())
                .singleElement()
                .satisfies(
                        one -> assertThat(one.findings().getFirst().detail()).contains("does not come from a folder"));

        fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(scribe().id(), "phone", replyTo));
        assertThat(reseed().added()).containsExactly("agent/scribe");
    }
}
