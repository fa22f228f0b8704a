package dev.daemion.substrate.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.extension.seed.SeedFile;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Built-ins and their seeds")
class SeedChoiceTest {
    @TempDir
    Path folder = Path.of(".");

    @Test
    @DisplayName("a built-in that a person took back to what it was stays so when the seeds are read again")
    void takenBack() {
        var seeds = new ArrayList<SeedFile>(List.of(seed("moving", 1)));
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            var made = find(fixture, "moving");
            seeds.set(0, seed("moving", 2));
            assertThat(reseed(fixture).changed()).containsExactly("command/moving");
            revert(fixture, made.id(), null, 1);

            assertThat(reseed(fixture).overridden()).containsExactly("command/moving");
            assertThat(find(fixture, "moving").definition().path("handler").asText())
                    .isEqualTo("seed 1");

            revert(fixture, made.id(), null, 2);
            assertThat(reseed(fixture).unchanged()).containsExactly("command/moving");
        }
    }

    @Test
    @DisplayName("a built-in whose seed vanished can be had back, and a seed that comes back makes it anew")
    void vanished() {
        var seeds = new ArrayList<SeedFile>(List.of(seed("moving", 1)));
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            var made = find(fixture, "moving");
            seeds.clear();
            assertThat(reseed(fixture).removed()).containsExactly("command/moving");
            revert(fixture, made.id(), null, 1);
            assertThat(reseed(fixture).overridden()).as("the person's now").containsExactly("command/moving");
            fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(made.id(), "phone", replyTo));
            assertThat(reseed(fixture).removed()).isEmpty();
        }
    }

    @Test
    @DisplayName("a seed that vanished and comes back is there again, one a person deleted is not")
    void cameBack() {
        var seeds = new ArrayList<SeedFile>(List.of(seed("moving", 1), seed("kept", 1)));
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            var deleted = find(fixture, "kept");
            fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(deleted.id(), "phone", replyTo));
            seeds.clear();
            assertThat(reseed(fixture).removed()).containsExactly("command/moving");
            seeds.addAll(List.of(seed("moving", 1), seed("kept", 1)));

            var result = reseed(fixture);

            assertThat(result.added()).containsExactly("command/moving");
            assertThat(result.overridden()).as("deleted by a person").containsExactly("command/kept");
        }
    }

    @Test
    @DisplayName(
            "a seed leaves a person's extension of its name alone and says so, and takes a name that is free again")
    void nameTaken() {
        var seeds = new ArrayList<SeedFile>();
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            var mine = fixture.put(command("moving", 7), ExtensionAuthor.person("phone"));
            seeds.add(seed("moving", 1));
            assertThat(reseed(fixture).overridden()).containsExactly("command/moving");
            fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(mine.id(), "phone", replyTo));
            assertThat(reseed(fixture).added()).containsExactly("command/moving");
        }
    }

    private Path file() {
        return folder.resolve("daemion.db");
    }

    private static String command(String name, int number) {
        return seed(name, number).text();
    }

    private static SeedFile seed(String name, int number) {
        return new SeedFile(
                "command/" + name + ".yaml",
                "type: command\nname: " + name + "\ndescription: A seed.\ndefinition: { prefix: /, handler: seed "
                        + number + " }\n");
    }

    private static ReseedView reseed(ExtensionFixture fixture) {
        return fixture.ask(ExtensionProtocol.Reseed::new);
    }

    private static ExtensionView revert(
            ExtensionFixture fixture, ExtensionId id, @Nullable Integer version, @Nullable Integer change) {
        return fixture.ask(
                replyTo -> new ExtensionProtocol.RevertExtension(id, version, change, "phone", null, replyTo));
    }

    private static List<ExtensionView> all(ExtensionFixture fixture) {
        return fixture.read(new StorageQuery.Extensions(null, null, null, null, null, null, null, 200))
                .items();
    }

    private static ExtensionView find(ExtensionFixture fixture, String name) {
        fixture.<Catalog>ask(ExtensionProtocol.CurrentCatalog::new);
        return all(fixture).stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
