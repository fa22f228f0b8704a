package dev.daemion.substrate.execution.model.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.extension.template.PromptTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A value in a command line")
class ShellWordsTest {
    private static final List<String> PIECES = List.of(
            "'", "\"", "\\", " ", "a", "{{x}}", "{{x}}", "#", "\n", "$", "(", ")", "`", "<<E\n", "\nE\n", "{", "}", "[",
            "]", "=", ";", "$((", "))", "${a:", "$'", "echo ", "x=");
    private static final List<String> VALUES = List.of(
            "$(touch stolen)",
            "`touch stolen`",
            "; touch stolen; ",
            "\ntouch stolen\n",
            "a[$(touch stolen)]",
            "'; touch stolen; '",
            "\"; touch stolen; \"",
            "\\'; touch stolen; \\'",
            "\nE\ntouch stolen\n");

    @TempDir
    private Path folder = Path.of(".");

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "echo \"{{x}}\"",
                "echo '{{x}}'",
                "echo \\{{x}}",
                "echo \"\\\" {{x}}\"",
                "echo `cat {{x}}`",
                "cat <<E\n{{x}}\nE",
                "echo a # {{x}}",
                "#{{x}}",
                "echo $(( {{x}} ))",
                "[[ {{x}} -eq 1 ]]",
                "echo $'\\' {{x}}'",
                "echo ${PATH:{{x}}}"
            })
    @DisplayName("may not stand where a shell would read more into it than a word")
    void refused(String template) {
        assertThatThrownBy(() -> ShellWords.requireBare(template)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "git commit -m {{x}}",
                "echo \"it is\" {{x}} 'or not'",
                "printf '%s\\n' {{x}} | sort # by name",
                "cat \"${HOME}\"/{{x}}",
                "echo it\\'s {{x}}",
                "echo a#{{x}}",
                "a=`date` # no value here at all",
                "x=$(cat {{x}})"
            })
    @DisplayName("may stand everywhere else")
    void taken(String template) {
        assertThatCode(() -> ShellWords.requireBare(template)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("never becomes a command, however the line around it is put together")
    void property() throws Exception {
        var random = new Random(5);
        int runs = 0;
        while (runs < 250) {
            var template = new StringBuilder("echo ");
            for (int i = random.nextInt(3, 9); i > 0; i--) {
                template.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            if (template.indexOf("{{x}}") < 0 || !isTaken(template.toString())) {
                continue;
            }
            runs++;
            var value = VALUES.get(random.nextInt(VALUES.size()));
            var line = PromptTemplate.of(template.toString()).render(ShellWords.quoted(Map.of("x", value)));
            var shell = new ProcessBuilder("bash", "-c", line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.exists(folder.resolve("stolen")))
                    .as("template <%s> with <%s>", template, value)
                    .isFalse();
        }
    }

    private static boolean isTaken(String template) {
        try {
            PromptTemplate.of(template);
            ShellWords.requireBare(template);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
