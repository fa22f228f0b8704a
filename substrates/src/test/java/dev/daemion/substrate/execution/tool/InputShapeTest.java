package dev.daemion.substrate.execution.tool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An input shape")
class InputShapeTest {
    private final InputShape shape = InputShape.of(
            InputShape.text("name", 10, "A name."),
            InputShape.rawText("body", 5, "A body."),
            InputShape.optionalWhole("count", 1, 100, "A count."),
            InputShape.flag("loud", "Loud."));

    @ParameterizedTest(name = "{0}")
    @DisplayName("names what is wrong in a sentence that says what to do")
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|must be a JSON object",
                "7|must be a JSON object",
                "null|must be a JSON object",
                "{'body':''}|`name` is missing: A name.",
                "{'name':'  ','body':''}|`name` is blank",
                "{'name':'12345678901','body':''}|has 11 characters; at most 10",
                "{'name':null,'body':''}|`name` is missing",
                "{'name':7,'body':''}|must be a text; it is 7",
                "{'name':'x','body':'','count':0}|from 1 to 100; it is 0",
                "{'name':'x','body':'','count':1.5}|whole number",
                "{'name':'x','body':'','count':'7'}|whole number",
                "{'name':'x','body':'','count':99999999999999999999}|whole number",
                "{'name':'x','body':'','loud':1}|true or false",
                "{'name':'x','body':'','nmae':1}|no field `nmae`; known are `name`, `body`, `count`, `loud`",
            })
    void findings(String input, String finding) {
        assertThat(shape.findings(ToolScopes.json(input)))
                .hasSize(1)
                .first()
                .asString()
                .contains(finding);
    }

    @Test
    @DisplayName("lists everything at once, bounded, and takes what fits")
    void all() {
        assertThat(shape.findings(ToolScopes.json("{'x':1,'count':0}"))).hasSize(4);
        var many = new StringBuilder("{'name':'x','body':''");
        for (int i = 0; i < 500; i++) {
            many.append(",'x").append(i).append("':1");
        }
        assertThat(shape.findings(ToolScopes.json(many + "}"))).hasSize(10);
        assertThat(shape.findings(ToolScopes.json("{'name':'x','body':'','count':100,'loud':true}")))
                .isEmpty();
    }

    @Test
    @DisplayName("is shown to models as the schema it checks by")
    void schema() {
        var schema = shape.schema();

        assertThat(schema.path("required")).isEqualTo(ToolScopes.json("['name','body']"));
        assertThat(schema.path("properties").path("count").path("maximum").asInt())
                .isEqualTo(100);
        assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(schema.path("properties")).allMatch(p -> p.hasNonNull("description"));
    }
}
