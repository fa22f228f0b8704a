package dev.daemion.gateway.settings;

import dev.daemion.kernel.problem.Finding;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * {@code config.yaml} as values by dotted key. Keys may be nested ({@code gateway:} then {@code port:}) or written out
 * ({@code gateway.port:}); {@code _} and {@code -} are the same. At most 256 KiB, 20 levels, no tags, no duplicates.
 *
 * @param values by key of {@link SettingKey}, sections as maps
 * @param findings what did not read, with the nearest known key where there is one
 */
record ConfigFile(Map<String, Object> values, List<Finding> findings) {
    private static final int BYTES_MAX = 256 * 1024;
    private static final int DEPTH_MAX = 20;

    ConfigFile {
        values = Map.copyOf(values);
        findings = List.copyOf(findings);
    }

    static final ConfigFile EMPTY = new ConfigFile(Map.of(), List.of());

    /** An absent file is an empty one. */
    static ConfigFile read(Path file) {
        if (!Files.exists(file)) {
            return EMPTY;
        }
        try {
            if (Files.size(file) > BYTES_MAX) {
                return failed("The file is larger than " + BYTES_MAX / 1024 + " KiB.");
            }
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            return failed("The file is not UTF-8 text.");
        } catch (IOException e) {
            return failed("The file cannot be read (" + e.getClass().getSimpleName() + ").");
        }
    }

    static ConfigFile parse(String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setNestingDepthLimit(DEPTH_MAX);
        options.setMaxAliasesForCollections(0);
        options.setCodePointLimit(BYTES_MAX);
        Object tree;
        try {
            tree = new Yaml(new SafeConstructor(options)).load(text);
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            var place =
                    mark == null ? "" : "Line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1) + ": ";
            return failed(place + "not YAML that can be read (" + e.getProblem() + ").");
        } catch (YAMLException e) {
            return failed("Not YAML that can be read (" + e.getMessage() + ").");
        }
        if (tree == null) {
            return EMPTY;
        }
        if (!(tree instanceof Map<?, ?> map)) {
            return failed("The file must hold keys, as in \"gateway:\" and below it \"  port: 3001\".");
        }
        var values = new LinkedHashMap<String, Object>();
        var findings = new ArrayList<Finding>();
        flatten("", map, values, findings);
        return new ConfigFile(values, findings);
    }

    private static void flatten(String prefix, Map<?, ?> map, Map<String, Object> values, List<Finding> findings) {
        map.forEach((name, value) -> {
            var path = prefix + String.valueOf(name).replace('_', '-');
            if (SettingKey.at(path).isPresent()) {
                if (value != null && values.put(path, value) != null) {
                    findings.add(new Finding(pointer(path), "Is given twice."));
                }
            } else if (SettingKey.paths().stream().anyMatch(known -> known.startsWith(path + "."))) {
                if (value instanceof Map<?, ?> section) {
                    flatten(path + ".", section, values, findings);
                } else if (value != null) {
                    findings.add(new Finding(pointer(path), "Is a section: its keys stand below it."));
                }
            } else {
                var hint = Nearest.to(path, SettingKey.paths())
                        .map(near -> " Did you mean " + near + "?")
                        .orElse(" Known keys: " + String.join(", ", SettingKey.paths()) + ".");
                findings.add(new Finding(pointer(path), "Unknown key " + path + "." + hint));
            }
        });
    }

    static String pointer(String path) {
        return "/" + path.replace("~", "~0").replace("/", "~1").replace('.', '/');
    }

    private static ConfigFile failed(String detail) {
        return new ConfigFile(Map.of(), List.of(new Finding("", detail)));
    }
}
