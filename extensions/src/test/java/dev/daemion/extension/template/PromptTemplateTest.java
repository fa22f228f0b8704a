package dev.daemion.extension.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.problem.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A prompt template")
class PromptTemplateTest {
    @Test
    @DisplayName("renders texts, dotted names, sections and lists, without escaping")
    void renders() {
        var template = PromptTemplate.of("{{now}} {{event.path}}{{#tags}} <{{.}}>{{/tags}}{{^none}} none{{/none}}");

        assertThat(template.render(Map.of("now", "9:00", "event", Map.of("path", "a&b"), "tags", List.of("x", "y"))))
                .isEqualTo("9:00 a&b <x> <y> none");
        assertThat(template.variables()).containsExactlyInAnyOrder("now", "event.path", "tags", "none");
    }

    @Test
    @DisplayName("reaches no method and no field of what it is given")
    void mapsOnly() {
        var template = PromptTemplate.of("[{{text.length}}{{text.class}}{{text.bytes}}{{list.size}}{{map.size}}]");

        assertThat(template.render(Map.of("text", "abc", "list", List.of(1), "map", Map.of("a", 1))))
                .isEqualTo("[]");
    }

    @Test
    @DisplayName("knows which flags it names, in sections too")
    void flags() {
        var template = PromptTemplate.of(
                "{{#flags.away}}{{flags.quiet-day}}{{/flags.away}}{{^flags.on}}off{{/flags.on}}{{flag.x}}");

        assertThat(template.flags()).containsExactlyInAnyOrder("away", "quiet-day", "on");
        assertThat(template.render(Map.of("flags", Map.of("away", true, "quiet-day", false))))
                .isEqualTo("falseoff");
    }

    @Test
    @DisplayName("leaves empty what is not there")
    void absent() {
        assertThat(PromptTemplate.of("a{{b}}{{c.d}}e").render(Map.of())).isEqualTo("ae");
    }

    @Test
    @DisplayName("ends with a problem when it would come to very much, or repeat for a very long time")
    void bounded() {
        var list = Collections.nCopies(100, "x");
        assertThatThrownBy(() -> PromptTemplate.of("{{a}}".repeat(2_000)).render(Map.of("a", "x".repeat(1_000))))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).contains("longer than 1000000"));
        assertThatThrownBy(() -> PromptTemplate.of("{{#a}}".repeat(16) + "{{/a}}".repeat(16))
                        .render(Map.of("a", list)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).contains("repeat more than 10000"));
        assertThat(PromptTemplate.of("{{#a}}{{#a}}{{.}}{{/a}}{{/a}}").render(Map.of("a", list.subList(0, 90))))
                .as("what is within is made whole, also after another was ended")
                .hasSize(8_100);
    }

    @Test
    @DisplayName("refuses partials, other delimiters, broken and deeply nested templates with a sentence")
    void refused() {
        assertThatThrownBy(() -> PromptTemplate.of("{{> other}}")).hasMessageContaining("not allowed");
        assertThatThrownBy(() -> PromptTemplate.of("{{=<% %>=}}")).hasMessageContaining("not allowed");
        assertThatThrownBy(() -> PromptTemplate.of("{{\u0001> other}}")).hasMessageContaining("not allowed");
        assertThatThrownBy(() -> PromptTemplate.of("{{{\0> other}}}")).hasMessageContaining("not allowed");
        assertThatThrownBy(() -> PromptTemplate.of("a {{..}}")).hasMessageContaining("part of a name is empty");
        assertThatThrownBy(() -> PromptTemplate.of("a {{}}")).hasMessageContaining("a tag has no name");
        assertThatThrownBy(() -> PromptTemplate.of("{{#a}}")).hasMessageContaining("not a Mustache template");
        assertThatThrownBy(() -> PromptTemplate.of("{{#a}}".repeat(5_000) + "{{/a}}".repeat(5_000)))
                .hasMessageContaining("sections");
    }
}
