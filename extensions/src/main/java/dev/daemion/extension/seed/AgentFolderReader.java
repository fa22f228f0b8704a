package dev.daemion.extension.seed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.manifest.TextLimits;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.wire.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts one agent together from the files of its folder. Gathers everything that is wrong with them. */
final class AgentFolderReader {
    /** Largest text file: 100 KB. */
    static final int TEXT_BYTES_MAX = 100 * 1024;
    /** Most skills of one agent. */
    static final int SKILLS_MAX = 50;

    private static final String MANIFEST = "daemion.yaml";
    private static final String SYSTEM = "system.md";
    private static final String SOUL = "soul.md";
    private static final String SKILLS = "skills";

    private final String name;
    private final Path folder;
    private final List<Finding> findings = new ArrayList<>();
    private final StringBuilder read = new StringBuilder();

    private AgentFolderReader(String name, Path folder) {
        this.name = name;
        this.folder = folder;
    }

    /** @param folder with its links resolved */
    static AgentFolder read(String name, Path folder) {
        return new AgentFolderReader(name, folder).folder();
    }

    private AgentFolder folder() {
        var record = manifest();
        var definition = definition(record);
        var description = record.path("description").asText("The agent " + name + ", from its folder.");
        Reading<Manifest> content = findings.isEmpty()
                ? new Reading.Read<>(new Manifest(ExtensionType.AGENT, name, description, definition, null, null))
                : new Reading.Refused<>(findings);
        return new AgentFolder(name, Sha256.hex(read.toString()), content);
    }

    /** What {@code daemion.yaml} says; nothing when there is none. */
    private ObjectNode manifest() {
        var text = text(folder.resolve(MANIFEST), TextLimits.BYTES_MAX);
        if (text.isEmpty()) {
            return JsonNodeFactory.instance.objectNode();
        }
        return switch (DocumentReader.read(text.get())) {
            case Reading.Read<JsonNode>(ObjectNode object) -> object;
            case Reading.Read<JsonNode> _ -> nothing("expected keys and values");
            case Reading.Refused<JsonNode>(var wrong) -> {
                wrong.forEach(one -> findings.add(new Finding("/" + MANIFEST + one.pointer(), one.detail())));
                yield JsonNodeFactory.instance.objectNode();
            }
        };
    }

    private ObjectNode nothing(String detail) {
        findings.add(new Finding("/" + MANIFEST, detail));
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode definition(ObjectNode record) {
        var definition = record.deepCopy();
        definition.remove("description");
        var said = definition.remove("name");
        if (said != null && !said.asText().equals(name)) {
            findings.add(new Finding(
                    "/" + MANIFEST + "/name",
                    "expected '" + name + "', the name of the folder, found '" + said.asText() + "'"));
        }
        text(folder.resolve(SYSTEM), TEXT_BYTES_MAX).ifPresent(text -> put(definition, "instructions", text, SYSTEM));
        text(folder.resolve(SOUL), TEXT_BYTES_MAX).ifPresent(text -> put(definition, "soul", text, SOUL));
        var skills = skills();
        if (!skills.isEmpty()) {
            var instructions = definition.path("instructions").asText("You are " + name + ".");
            definition.put("instructions", instructions.strip() + "\n\n# Skills\n\n" + String.join("\n\n", skills));
        }
        return definition;
    }

    private void put(ObjectNode definition, String key, String text, String file) {
        if (definition.has(key)) {
            findings.add(new Finding(
                    "/" + file,
                    "expected no " + file + " because " + MANIFEST + " has '" + key + "'; keep one of them"));
        }
        if (!text.isBlank()) {
            definition.put(key, text.strip());
        }
    }

    /** By name: {@code skills/<name>.md} or {@code skills/<name>/SKILL.md}. */
    private List<String> skills() {
        var place = folder.resolve(SKILLS);
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        var files = new TreeMap<String, Path>();
        try (var children = Files.list(place)) {
            children.sorted().limit(SKILLS_MAX + 1L).forEach(child -> {
                var file = child.getFileName().toString();
                if (Files.isDirectory(child)) {
                    skill(files, file, child.resolve("SKILL.md"));
                } else if (file.endsWith(".md")) {
                    skill(files, file.substring(0, file.length() - ".md".length()), child);
                }
            });
        } catch (IOException e) {
            findings.add(new Finding("/" + SKILLS, "cannot be read: " + e.getMessage()));
        }
        if (files.size() > SKILLS_MAX) {
            findings.add(new Finding("/" + SKILLS, "expected at most " + SKILLS_MAX + " skills; remove some"));
            return List.of();
        }
        var texts = new ArrayList<String>();
        files.forEach((skill, file) ->
                text(file, TEXT_BYTES_MAX).ifPresent(text -> texts.add("## " + skill + "\n\n" + SkillText.of(text))));
        return texts;
    }

    private void skill(Map<String, Path> files, String skill, Path file) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && files.putIfAbsent(skill, file) != null) {
            findings.add(
                    new Finding("/" + SKILLS + "/" + skill, "there are two skills of this name; keep one of them"));
        }
    }

    /** Empty when there is no such file, or something is wrong with it, which is then a finding. */
    private Optional<String> text(Path file, int bytesMax) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        var at = "/" + folder.relativize(file);
        try {
            var real = file.toRealPath();
            if (!real.startsWith(folder) || !Files.isRegularFile(real)) {
                findings.add(
                        new Finding(at, "expected a file of this folder, found something else or a link out of it"));
                return Optional.empty();
            }
            byte[] bytes;
            try (var in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
                bytes = in.readNBytes(bytesMax + 1);
            }
            if (bytes.length > bytesMax) {
                findings.add(new Finding(at, "expected at most " + bytesMax + " bytes; make it shorter"));
                return Optional.empty();
            }
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            read.append(at).append('\0').append(text).append('\0');
            if (text.indexOf('\0') >= 0) {
                findings.add(new Finding(at, "NUL characters are not allowed"));
                return Optional.empty();
            }
            return Optional.of(text);
        } catch (CharacterCodingException e) {
            findings.add(new Finding(at, "expected UTF-8, found bytes that are none"));
        } catch (IOException e) {
            findings.add(new Finding(at, "cannot be read: " + e.getMessage()));
        }
        return Optional.empty();
    }
}
