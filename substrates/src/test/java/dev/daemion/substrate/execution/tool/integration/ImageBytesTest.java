package dev.daemion.substrate.execution.tool.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What kind of picture bytes are")
class ImageBytesTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            nullValues = "none",
            value = {
                "89504e470d0a1a0a00,image/png",
                "89504e470d0a1a,none",
                "89504e470a0a1a0a00,none",
                "ffd8ffe0,image/jpeg",
                "ffd8,none",
                "474946383961,image/gif",
                "474946383761,image/gif",
                "474946383861,none",
                "524946460000000057454250,image/webp",
                "524946460000000057415645,none",
                "3c7376672f3e,none",
                "'',none"
            })
    @DisplayName("is read off how they begin")
    void begins(String hex, @Nullable String type) {
        assertThat(ImageBytes.mimeType(HexFormat.of().parseHex(hex)).orElse(null))
                .isEqualTo(type);
    }
}
