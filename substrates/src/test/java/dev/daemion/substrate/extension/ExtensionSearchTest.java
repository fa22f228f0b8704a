package dev.daemion.substrate.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.apache.pekko.Done;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A search")
class ExtensionSearchTest {
    private static final ExtensionAuthor OWNER = ExtensionAuthor.person("phone");
    private static final String THREAD = "thread_01jd8x5k3m2n4p6q8r0s1t2v3w";

    @TempDir
    private Path directory;

    private ExtensionFixture fixture;

    @BeforeEach
    void start() {
        fixture = new ExtensionFixture(directory.resolve("daemion.db"), List::of);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    @DisplayName(
            "finds an artifact by its name, its description and what it says, in its newest version, until deleted")
    void artifact() {
        var made = fixture.put(artifact("text/csv", "what,usd\\nwalrus,80"), OWNER);
        for (var words : List.of("price-list", "charge", "WALR")) {
            assertThat(found(words)).as(words).containsExactly(made.id().value());
        }
        var hit = hits("walrus").getFirst();
        assertThat(hit.kind()).isEqualTo("artifact");
        assertThat(hit.title()).isEqualTo("price-list");
        assertThat(String.valueOf(hit.threadId())).isEqualTo(THREAD);
        assertThat(hit.snippet()).contains("walrus,80");

        fixture.put(artifact("text/csv", "narwhal,90"), OWNER);
        assertThat(found("walrus")).isEmpty();
        assertThat(found("narwhal")).containsExactly(made.id().value());
        fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(made.id(), "phone", replyTo));
        assertThat(found("narwhal")).isEmpty();
        assertThat(found("price-list")).isEmpty();
        fixture.<ExtensionView>ask(
                replyTo -> new ExtensionProtocol.RevertExtension(made.id(), null, 1, "phone", null, replyTo));
        assertThat(found("walrus")).as("taken back").containsExactly(made.id().value());
    }

    @Test
    @DisplayName("looks into text only, and into its first 64 Ki characters")
    void bounded() {
        fixture.put(artifact("application/octet-stream", "walrus"), OWNER);
        assertThat(found("walrus")).isEmpty();
        assertThat(found("price-list")).hasSize(1);
        fixture.put(artifact("application/json", "{\\\"animal\\\": \\\"walrus\\\"}"), OWNER);
        assertThat(found("walrus")).hasSize(1);
        fixture.put(artifact("text/plain", "early " + "x ".repeat(40_000) + "walrus"), OWNER);
        assertThat(found("early")).hasSize(1);
        assertThat(found("walrus")).isEmpty();
    }

    @Test
    @DisplayName("finds other extensions by name and description")
    void others() {
        var made = fixture.put("""
            type: command
            name: standup
            description: Lists what happened.
            definition: { prefix: /, handler: walrus }
            """, OWNER);
        var hit = hits("happened").getFirst();
        assertThat(hit.kind() + " " + hit.id() + " " + hit.title())
                .isEqualTo("extension " + made.id() + " command/standup");
        assertThat(hit.threadId()).isNull();
        assertThat(found("standup")).hasSize(1);
        assertThat(found("happened STAND")).hasSize(1);
        for (var words : List.of("walrus", "st%ndup", "st_ndup", "standup walrus")) {
            assertThat(found(words)).as(words).isEmpty();
        }
    }

    @Test
    @DisplayName("finds what was made before extensions were searched")
    void older() throws Exception {
        var made = fixture.put(artifact("text/csv", "walrus,80"), OWNER);
        assertThat(found("walrus")).hasSize(1);
        fixture.close();
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("daemion.db"));
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM search");
            statement.execute("DELETE FROM search_rows");
            statement.execute("DELETE FROM flyway_schema_history WHERE version = '9'");
            statement.execute("PRAGMA user_version = 8");
        }
        fixture = new ExtensionFixture(directory.resolve("daemion.db"), List::of);
        assertThat(found("charge walrus")).containsExactly(made.id().value());
        fixture.put(artifact("text/csv", "narwhal"), OWNER);
        assertThat(found("walrus")).isEmpty();
        assertThat(found("narwhal")).hasSize(1);
    }

    private List<String> found(String words) {
        return hits(words).stream().map(StorageQuery.SearchHit::id).toList();
    }

    private List<StorageQuery.SearchHit> hits(String words) {
        return fixture.read(new StorageQuery.Search(words, 10));
    }

    private static String artifact(String mimeType, String content) {
        return "type: artifact\nname: price-list\ndescription: What we charge.\ndefinition:\n  mimeType: " + mimeType
                + "\n  threadId: " + THREAD + "\n  content: \"" + content + "\"\n";
    }
}
