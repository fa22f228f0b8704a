package dev.daemion.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The format of the source")
class FormatTest {
    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(true)
            .build());

    @Test
    @DisplayName("is the formatter's (rewrite it with -Dformat=write)")
    void isFormatted() {
        var isWriting = System.getProperty("format", "").equals("write");
        var different = SourceTree.java().parallelStream()
                .filter(file -> isDifferent(file, isWriting))
                .map(SourceTree::name)
                .sorted()
                .toList();

        assertThat(different)
                .as("files that are not formatted; run ./mvnw -pl gateway -am test -Dtest=FormatTest -Dformat=write"
                        + " -Dsurefire.failIfNoSpecifiedTests=false")
                .isEmpty();
    }

    /** True when the file is not as the formatter has it and stays so. */
    private boolean isDifferent(Path file, boolean isWriting) {
        var text = SourceTree.read(file);
        var formatted = formatted(file, text);
        if (formatted.equals(text) || !isWriting) {
            return !formatted.equals(text);
        }
        try {
            Files.writeString(file, formatted);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String formatted(Path file, String text) {
        try {
            return formatter.formatSourceAndFixImports(text);
        } catch (FormatterException e) {
            throw new IllegalStateException(SourceTree.name(file) + " cannot be formatted", e);
        }
    }
}
