package dev.daemion.substrate.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A thread made by a message")
class TurnIntakeTest {
    @ParameterizedTest
    @DisplayName("is titled by the first line, cut at a word, never inside a character")
    @CsvSource({
        "'hello there', 'hello there'",
        "'\n\n  first   line  \nsecond', 'first line'",
        "'   ', 'New thread'",
        "'aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa',"
                + " 'aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa aaaaaaaaa…'",
    })
    void title(String content, String expected) {
        assertThat(TurnIntake.title(content)).isEqualTo(expected);
    }
}
