package dev.daemion.substrate.execution.tool.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a server says its tool takes")
final class ToolSchemaTest {
    private static @Nullable JsonNode schema(String text) throws Exception {
        return ToolSchema.of(Json.stored().readValue(text, new TypeReference<Map<String, Object>>() {}));
    }

    @ParameterizedTest
    @DisplayName("is left out when a model's provider would refuse it")
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"string\"}",
                "{\"type\":\"object\",\"oneOf\":[{}]}",
                "{\"type\":\"object\",\"properties\":[]}",
                "{\"type\":\"object\",\"properties\":{\"a b\":{}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\",\"properties\":{\"\":{}}}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":3}}",
                "{\"type\":\"object\",\"required\":[1]}",
                "{\"type\":\"object\",\"required\":\"a\"}"
            })
    void leftOut(String text) throws Exception {
        assertThat(schema(text)).isNull();
    }

    @Test
    @DisplayName("is left out when it is deeper or longer than anybody needs, or not there")
    void tooMuch() throws Exception {
        assertThat(ToolSchema.of(null)).isNull();
        assertThat(schema("{\"type\":\"object\",\"x\":" + "[".repeat(40) + "]".repeat(40) + "}"))
                .isNull();
        var many = new StringBuilder("{\"type\":\"object\",\"properties\":{");
        for (int i = 0; i < 2_000; i++) {
            many.append(i == 0 ? "" : ",").append("\"property").append(i).append("\":{\"type\":\"string\"}");
        }
        assertThat(schema(many + "}}")).isNull();
    }

    @Test
    @DisplayName("keeps its meaning and loses what is hidden in its words")
    void plain() throws Exception {
        var schema = schema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"description\":"
                + "\"\\u001b[8mhidden\\u202e\\u200b\",\"enum\":[\"x\",\"y\"]}},\"required\":[\"a\"]}");
        Objects.requireNonNull(schema);
        assertThat(schema.at("/properties/a/description").asText()).isEqualTo("[8mhidden");
        assertThat(schema.at("/properties/a/enum")).hasSize(2);
        assertThat(schema.at("/required/0").asText()).isEqualTo("a");
    }

    @Test
    @DisplayName("and what it is called stays the same whenever it is listed, and never hides another")
    void names() {
        var first = new HashSet<String>();
        assertThat(ToolNames.of("mcp", "a-b", "read.file", first)).isEqualTo("mcp_a-b_read_file");
        var other = ToolNames.of("mcp", "a-b", "read/file", first);
        assertThat(other).matches("mcp_a-b_read_file_[0-9a-f]{6}");
        assertThat(ToolNames.of("mcp", "a-b", "x".repeat(100), first)).hasSize(64);
        assertThat(first).hasSize(3);
        var second = new HashSet<String>();
        ToolNames.of("mcp", "a-b", "read.file", second);
        assertThat(ToolNames.of("mcp", "a-b", "read/file", second)).isEqualTo(other);
    }
}
