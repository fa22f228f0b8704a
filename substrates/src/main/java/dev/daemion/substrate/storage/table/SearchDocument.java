package dev.daemion.substrate.storage.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.conversation.Part;
import dev.daemion.kernel.conversation.TurnView;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is indexed of a turn or an artifact. */
final class SearchDocument {
    /** Of each at most this much. */
    static final int LENGTH_MAX = 64 * 1024;

    private final StringBuilder text = new StringBuilder();

    private SearchDocument() {}

    static String of(TurnView turn) {
        var document = new SearchDocument();
        for (var part : turn.parts()) {
            switch (part) {
                case Part.Text said -> document.append(said.text());
                case Part.Thinking _ -> {}
                case Part.Step step -> {
                    document.append(step.tool());
                    document.append(step.input().toString());
                    document.append(step.output());
                }
                case Part.Card card -> document.append(card.data().toString());
                case Part.Attachment attachment -> {
                    document.append(attachment.name());
                    if (isText(attachment.mimeType())) {
                        document.append(attachment.content());
                    }
                }
            }
        }
        return document.text.toString();
    }

    /** Its name and description; of one of text also what it says, unless that is in a file. */
    static String of(String name, String description, JsonNode definition) {
        var document = new SearchDocument();
        document.append(name);
        document.append(description);
        if (isText(definition.path("mimeType").asText())) {
            document.append(definition.path("content").asText(null));
        }
        return document.text.toString();
    }

    private static boolean isText(String mimeType) {
        var bare = mimeType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return bare.startsWith("text/")
                || (bare.startsWith("application/")
                        && (bare.endsWith("json") || bare.endsWith("xml") || bare.endsWith("yaml")));
    }

    private void append(@Nullable String more) {
        if (more != null && text.length() < LENGTH_MAX) {
            text.append(cut(more, LENGTH_MAX - text.length())).append('\n');
        }
    }

    /** At most so many characters, never half a surrogate pair. */
    static String cut(String text, int lengthMax) {
        if (text.length() <= lengthMax) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
        return text.substring(0, end);
    }
}
