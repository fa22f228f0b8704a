package dev.daemion.substrate.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The limits of a request")
class LimitsTableTest {
    private static final SortableIds IDS = new SortableIds(Clock.systemUTC(), new Random(1));

    private static RunRequest request(RunKind kind, String content, String mode, @Nullable String model) {
        return new RunRequest(
                RunId.next(IDS),
                kind,
                ThreadId.next(IDS),
                TurnId.next(IDS),
                TurnId.next(IDS),
                content,
                List.of(),
                "daemion",
                model,
                mode,
                null,
                Instant.EPOCH);
    }

    @ParameterizedTest(name = "{0} in {1} mode is {2}")
    @CsvSource({
        "what time is it?, plan, quick",
        "read notes.md, plan, quick",
        "hello, act, complex",
        "compare a.md and b.md, plan, complex",
        "summarise https://a.example and https://b.example, plan, complex",
        "refactor the parser, plan, complex",
        "'build me a small web app for my recipes', act, build",
        "make a landing page, plan, build",
        "make a list of my threads, plan, quick",
    })
    void classifies(String content, String mode, String expected) {
        assertThat(LimitsTable.classify(request(RunKind.CHAT, content, mode, null)))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName("are those of a long input when much is given")
    void longInput() {
        assertThat(LimitsTable.classify(request(RunKind.CHAT, "x".repeat(2_001), "plan", null)))
                .isEqualTo("complex");
    }

    @Test
    @DisplayName("are the table's, with the user's model before the agent's before the row's")
    void model() {
        var table = LimitsTable.of(Catalog.EMPTY);
        assertThat(table.forRequest(request(RunKind.CHAT, "hi", "plan", "opus"), "haiku")
                        .model())
                .isEqualTo("opus");
        assertThat(table.forRequest(request(RunKind.CHAT, "hi", "plan", null), "haiku")
                        .model())
                .isEqualTo("haiku");
        var limits = table.forRequest(request(RunKind.CHAT, "hi", "plan", null), "");
        assertThat(limits.model()).isEqualTo("sonnet");
        assertThat(limits.turnsMax()).isEqualTo(10);
        assertThat(limits.budgetUsd()).isEqualByComparingTo("0.50");
    }
}
