package dev.daemion.extension.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Several extension records in one text, to hand on: YAML documents with {@code ---} between them. Each is read within
 * the limits of a single record, all of them within {@link #LENGTH_MAX} and {@link #COUNT_MAX}.
 */
public final class Bundle {
    public static final int COUNT_MAX = 1_000;
    public static final int LENGTH_MAX = 16 * 1024 * 1024;

    private static final Pattern BETWEEN = Pattern.compile("(?m)^---[ \\t]*(?:#.*)?$");
    private static final int WIDTH = 110;

    private Bundle() {}

    /** Whether it reads as one or several documents, each with what is wrong with it as a document. */
    public static List<Reading<JsonNode>> read(String text) {
        if (text.length() > LENGTH_MAX) {
            return List.of(Reading.refused("", "expected at most " + LENGTH_MAX + " characters in a bundle"));
        }
        var documents = new ArrayList<Reading<JsonNode>>();
        for (var part : BETWEEN.split(text, -1)) {
            if (isNothing(part)) {
                continue;
            }
            if (documents.size() == COUNT_MAX) {
                return List.of(Reading.refused("", "expected at most " + COUNT_MAX + " extensions in a bundle"));
            }
            documents.add(DocumentReader.read(part));
        }
        return documents.isEmpty()
                ? List.of(Reading.refused("", "expected at least one extension, found nothing"))
                : documents;
    }

    private static boolean isNothing(String part) {
        return part.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
    }

    /** Reads back to the same values: the writer knows the same YAML 1.2 as the reader. */
    public static String write(List<JsonNode> records) {
        var settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(WIDTH)
                .setExplicitStart(true)
                .setMultiLineFlow(false)
                .build();
        var text = new StringBuilder();
        for (var record : records) {
            text.append(new Dump(settings).dumpToString(Json.stored().convertValue(record, Object.class)));
        }
        return text.toString();
    }
}
