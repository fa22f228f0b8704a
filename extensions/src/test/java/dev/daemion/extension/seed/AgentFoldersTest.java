package dev.daemion.extension.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.kernel.problem.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Agents that are kept as folders")
class AgentFoldersTest {
    private Path agents;
    private Path outside;

    @BeforeEach
    void make(@TempDir Path folder) throws IOException {
        var real = folder.toRealPath();
        agents = Files.createDirectories(real.resolve("agents"));
        outside = Files.createDirectories(real.resolve("outside"));
    }

    private void file(String path, String text) throws IOException {
        var file = agents.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Map<String, AgentFolder> read() {
        return AgentFolders.in(agents).read().stream().collect(Collectors.toMap(AgentFolder::name, one -> one));
    }

    private AgentFolder folder(String name) {
        return AgentFolders.in(agents).read().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Manifest agent(String name) {
        var content = folder(name).content();
        assertThat(content).isInstanceOf(Reading.Read.class);
        return ((Reading.Read<Manifest>) content).value();
    }

    private List<Finding> findings(String name) {
        var content = folder(name).content();
        assertThat(content).isInstanceOf(Reading.Refused.class);
        return ((Reading.Refused<Manifest>) content).findings();
    }

    @Test
    @DisplayName("are put together from their files: what it is, what it is told, its character, its skills by name")
    void whole() throws IOException {
        file("scribe/daemion.yaml", "description: Writes.\nmodel: haiku\ntools: [Read]\nicon: S\n");
        file("scribe/system.md", "You write.\n");
        file("scribe/soul.md", "Quiet.\n");
        file(
                "scribe/skills/letters/SKILL.md",
                "---\nname: letters\ndescription: \"How letters go.\"\n---\n\nBegin with the date.\n");
        file("scribe/skills/lists.md", "Short lines.\n");
        file("scribe/skills/notes.txt", "not a skill");

        var scribe = agent("scribe");
        assertThat(scribe.description()).isEqualTo("Writes.");
        assertThat(scribe.definition().path("model").asText()).isEqualTo("haiku");
        assertThat(scribe.definition().path("soul").asText()).isEqualTo("Quiet.");
        assertThat(scribe.definition().path("instructions").asText())
                .isEqualTo("You write.\n\n# Skills\n\n## letters\n\nHow letters go.\n\nBegin with the date."
                        + "\n\n## lists\n\nShort lines.");
        assertThat(scribe.definition().has("description")).isFalse();
    }

    @Test
    @DisplayName("need no more than one file, and have another digest when any of them changes")
    void digests() throws IOException {
        assertThat(AgentFolders.in(agents.resolve("none")).read()).isEmpty();
        file("plain/system.md", "You answer.");
        file("README.md", "not an agent");
        file(".git/system.md", "not an agent");
        assertThat(read()).containsOnlyKeys("plain");
        assertThat(agent("plain").definition().path("instructions").asText()).isEqualTo("You answer.");

        var before = folder("plain").digest();
        assertThat(folder("plain").digest()).isEqualTo(before);
        file("plain/skills/a.md", "A skill.");
        assertThat(folder("plain").digest()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Scribe", "sсribe", "scribe ", "a_b", "scribe-", "ﬁne", "x.y"})
    @DisplayName("are refused under a name that looks like another")
    void names(String name) throws IOException {
        file(name + "/system.md", "You answer.");
        assertThat(findings(name))
                .singleElement()
                .satisfies(one -> assertThat(one.detail()).contains("lower-case words"));
    }

    @Test
    @DisplayName("are refused when a link leads out or to another agent")
    void links() throws IOException {
        file("real/system.md", "You answer.");
        Files.writeString(outside.resolve("system.md"), "You leak.");
        Files.createSymbolicLink(agents.resolve("alias"), agents.resolve("real"));
        Files.createSymbolicLink(agents.resolve("out"), outside);
        file("inner/daemion.yaml", "description: x\n");
        Files.createSymbolicLink(agents.resolve("inner/system.md"), outside.resolve("system.md"));

        assertThat(findings("out").getFirst().detail()).contains("leads out");
        assertThat(findings("real").getFirst().detail()).contains("same folder as 'alias'");
        assertThat(findings("inner").getFirst().pointer()).isEqualTo("/system.md");
        assertThat(folder("inner").content().toString()).doesNotContain("leak");
    }

    @Test
    @DisplayName("say everything that is wrong with their files at once")
    void broken() throws IOException {
        file("bad/daemion.yaml", "name: other\ninstructions: One.\n");
        file("bad/system.md", "Two.");
        file("bad/soul.md", "x".repeat(AgentFolderReader.TEXT_BYTES_MAX + 1));
        file("bad/skills/a.md", "A");
        file("bad/skills/a/SKILL.md", "B");
        Files.write(agents.resolve("bad/skills/b.md"), new byte[] {(byte) 0xC3, 0x28});
        assertThat(findings("bad"))
                .extracting(Finding::pointer)
                .containsExactlyInAnyOrder("/daemion.yaml/name", "/system.md", "/soul.md", "/skills/a", "/skills/b.md");

        file("yaml/daemion.yaml", "a: [1\n");
        assertThat(findings("yaml").getFirst().pointer()).startsWith("/daemion.yaml");
        file("list/daemion.yaml", "- a\n");
        assertThat(findings("list").getFirst().detail()).contains("keys and values");
    }

    @Test
    @DisplayName("have at most 50 skills, and there are at most 100 of them")
    void bounded() throws IOException {
        for (int i = 0; i <= AgentFolderReader.SKILLS_MAX; i++) {
            file("many/skills/s" + i + ".md", "x");
        }
        assertThat(findings("many").getFirst().detail()).contains("at most 50 skills");
        for (int i = 0; i < AgentFolders.COUNT_MAX + 5; i++) {
            file("a" + i + "/system.md", "x");
        }
        assertThat(AgentFolders.in(agents).read()).hasSize(AgentFolders.COUNT_MAX + 1);
    }
}
