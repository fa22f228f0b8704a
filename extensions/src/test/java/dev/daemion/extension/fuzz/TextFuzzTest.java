package dev.daemion.extension.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.daemion.extension.command.Arguments;
import dev.daemion.extension.command.Typed;
import dev.daemion.extension.template.PromptTemplate;
import dev.daemion.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Any text at all")
class TextFuzzTest {
    private static final List<String> DECLARED = List.of("env", "region=eu", "note?");

    @FuzzTest(maxDuration = "3m")
    @DisplayName("that is typed is a text or something with a prefix and a name that could exist")
    void typed(FuzzedDataProvider data) {
        var text = data.consumeRemainingAsString();
        switch (Typed.of(text)) {
            case Typed.Said(var said) -> assertThat(text).contains(said.strip());
            case Typed.Prefixed(var prefix, var name, var rest, var line) -> {
                assertThat("/@!#").contains(String.valueOf(prefix));
                assertThat(name).matches("([a-z0-9]+(-[a-z0-9]+)*)?");
                assertThat(line).endsWith(rest);
            }
        }
    }

    @FuzzTest(maxDuration = "3m")
    @DisplayName("that follows a command is given to the arguments it declares, and to no others")
    void arguments(FuzzedDataProvider data) {
        var declared = data.consumeBoolean() ? DECLARED : List.of("only");
        var names = declared.stream().map(one -> one.replaceFirst("[=?].*", "")).toList();
        var bound = Arguments.of(declared).bind(data.consumeRemainingAsString());
        assertThat(bound.values().keySet()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(names).containsAll(bound.missing());
    }

    @FuzzTest(maxDuration = "3m")
    @DisplayName("is a template that renders within its bounds, or refused with a sentence; values are never templates")
    void template(FuzzedDataProvider data) {
        var value = data.consumeString(100);
        var list = new ArrayList<String>();
        for (int i = data.consumeInt(0, 100); i > 0; i--) {
            list.add(value);
        }
        var text = data.consumeRemainingAsString();
        try {
            var template = PromptTemplate.of(text);
            assertThat(template.variables()).doesNotContainNull();
            assertThat(template.flags()).allSatisfy(flag -> assertThat(text).contains(flag));
            var flags = Map.of("a", true, "b", false);
            template.render(
                    Map.of("a", value, "b", list, "c", Map.of("d", value, "e", list), "f", true, "flags", flags));
            assertThat(PromptTemplate.of("{{a}}").render(Map.of("a", text))).isEqualTo(text);
        } catch (IllegalArgumentException | Problem refused) {
            assertThat(refused.getMessage()).isNotBlank().doesNotContain("com.samskivert");
        }
    }
}
