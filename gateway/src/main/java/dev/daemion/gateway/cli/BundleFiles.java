package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.Bundle;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.gateway.discovery.Connection;
import dev.daemion.kernel.problem.Finding;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Extensions in files: checked with the very rules of the gateway, and brought in as somebody else's. */
record BundleFiles(Shell shell) {
    private static final Set<String> FURTHER_KEYS = Set.of("source", "owner_agent_id");
    private static final int FILES_MAX = 10_000;

    /** What one file holds: its records, or what is wrong with it. */
    private record Contents(Path file, List<JsonNode> records, List<String> findings) {}

    /** Answers the exit code. */
    int check(List<String> places) throws IOException {
        var all = read(places);
        long broken =
                all.stream().filter(contents -> !contents.findings().isEmpty()).count();
        for (var contents : all) {
            contents.findings().forEach(shell::print);
        }
        int records =
                all.stream().mapToInt(contents -> contents.records().size()).sum();
        shell.print(
                broken == 0
                        ? records + (records == 1 ? " extension" : " extensions") + " in " + all.size()
                                + (all.size() == 1 ? " file" : " files") + ": nothing is wrong."
                        : broken + " of " + all.size() + " files cannot be used.");
        return (broken == 0 ? ExitCode.OK : ExitCode.FAILED).number();
    }

    /** A file with anything wrong in it is left out as a whole. */
    ExitCode bringIn(List<String> places, Connection connection) throws Exception {
        var code = ExitCode.OK;
        for (var contents : read(places)) {
            if (!contents.findings().isEmpty()) {
                contents.findings().forEach(shell::print);
                shell.print("Nothing of " + contents.file() + " was brought in.");
                code = ExitCode.FAILED;
                continue;
            }
            for (var record : contents.records()) {
                var foreign = ((ObjectNode) record).deepCopy().put("source", "community");
                foreign.remove(List.of("enabled", "owner_agent_id"));
                var stored = Gateways.json(connection.send("POST", "/extensions", foreign.toString()));
                shell.print(ExtensionShelf.shown(stored) + " waits for your approval (daemion approvals). It asks for "
                        + permissions(stored.path("permissions")) + ".");
            }
        }
        return code;
    }

    private static String permissions(JsonNode permissions) {
        if (permissions.isMissingNode() || permissions.isNull() || permissions.isEmpty()) {
            return "no permissions: it may only look";
        }
        var parts = new ArrayList<String>();
        permissions.properties().forEach(member -> parts.add(member.getKey() + " " + member.getValue()));
        return String.join(", ", parts);
    }

    private List<Contents> read(List<String> places) throws IOException {
        var inspection = new Inspection(new Schemas());
        var all = new ArrayList<Contents>();
        for (var place : places) {
            for (var file : files(Path.of(place))) {
                all.add(contents(file, inspection));
            }
        }
        return all;
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.exists(place)) {
            throw new CommandFailure(ExitCode.USAGE, "There is no file or directory " + place + ".");
        }
        if (Files.isRegularFile(place)) {
            return List.of(place);
        }
        try (Stream<Path> below = Files.walk(place)) {
            var found = below.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(?:ya?ml|json)"))
                    .sorted()
                    .limit(FILES_MAX)
                    .toList();
            if (found.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, "There is no .yaml, .yml or .json file below " + place + ".");
            }
            return found;
        }
    }

    private static Contents contents(Path file, Inspection inspection) throws IOException {
        if (Files.size(file) > Bundle.LENGTH_MAX) {
            return new Contents(file, List.of(), List.of(file + ": is longer than " + Bundle.LENGTH_MAX + " bytes"));
        }
        String text;
        try {
            text = Files.readString(file);
        } catch (CharacterCodingException e) {
            return new Contents(file, List.of(), List.of(file + ": expected UTF-8, found bytes that are none"));
        }
        var records = new ArrayList<JsonNode>();
        var findings = new ArrayList<String>();
        var documents = Bundle.read(text);
        for (int i = 0; i < documents.size(); i++) {
            var where = documents.size() == 1 ? file.toString() : file + " (document " + (i + 1) + ")";
            switch (documents.get(i)) {
                case Reading.Refused<JsonNode>(var wrong) ->
                    wrong.forEach(finding -> findings.add(line(where, finding)));
                case Reading.Read<JsonNode>(var document) -> {
                    if (inspection.inspect(document, FURTHER_KEYS) instanceof Reading.Refused<Manifest>(var wrong)) {
                        wrong.forEach(finding -> findings.add(line(where, finding)));
                    } else {
                        records.add(document);
                    }
                }
            }
        }
        return new Contents(file, records, findings);
    }

    private static String line(String where, Finding finding) {
        return where + ": " + (finding.pointer().isEmpty() ? "" : finding.pointer() + ": ") + finding.detail();
    }
}
