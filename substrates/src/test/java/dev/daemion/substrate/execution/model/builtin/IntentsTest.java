package dev.daemion.substrate.execution.model.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.wire.Json;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The table of intents")
class IntentsTest {
    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        create a file notes.txt with hello                 | Write | {"path":"notes.txt","content":"hello"}
        Please create a new file "my notes.md" containing: a b | Write | {"path":"my notes.md","content":"a b"}
        write "buy milk" to ~/todo.txt                     | Write | {"path":"~/todo.txt","content":"buy milk"}
        create notes.txt with the text hello               | Write | {"path":"notes.txt","content":"hello"}
        create an empty file a.txt                         | Write | {"path":"a.txt","content":""}
        touch a.txt                                        | Write | {"path":"a.txt","content":""}
        run `ls -la`                                       | Bash  | {"command":"ls -la"}
        Could you please run `git status`?                 | Bash  | {"command":"git status"}
        run the command echo hi                            | Bash  | {"command":"echo hi"}
        $ uname -a                                         | Bash  | {"command":"uname -a"}
        read notes.txt                                     | Read  | {"path":"notes.txt"}
        show me the file src/Main.java.                    | Read  | {"path":"src/Main.java"}
        what is in notes.txt?                              | Read  | {"path":"notes.txt"}
        cat ~/x                                            | Read  | {"path":"~/x"}
        list the files in src                              | LS    | {"path":"src"}
        ls                                                 | LS    | {"path":"."}
        what files are there?                              | LS    | {"path":"."}
        what is in the folder docs                         | LS    | {"path":"docs"}
        find files named *.md                              | Glob  | {"pattern":"**/*.md","path":"."}
        find *.java in src                                 | Glob  | {"pattern":"**/*.java","path":"src"}
        find all files called notes                        | Glob  | {"pattern":"**/*notes*","path":"."}
        grep TODO in src                                   | Grep  | {"pattern":"TODO","path":"src"}
        which files contain "deadline"?                    | Grep  | {"pattern":"deadline","path":"."}
        search for budget in the files                     | Grep  | {"pattern":"budget","path":"."}
        replace foo with bar in notes.txt                  | Edit  | {"path":"notes.txt","old_string":"foo","new_string":"bar"}
        fetch https://example.com/a?b=c                    | WebFetch | {"url":"https://example.com/a?b=c"}
        https://example.com                                | WebFetch | {"url":"https://example.com"}
        list my threads                                    | list_threads | {"limit":20}
        find threads about holidays                        | list_threads | {"query":"holidays","limit":20}
        what did we talk about yesterday?                  | list_threads | {"limit":50}
        open the thread about holidays                     | list_threads | {"query":"holidays","limit":5}
        search the history for invoices                    | search_history | {"query":"invoices","limit":20}
        when did we talk about the invoice                 | search_history | {"query":"the invoice","limit":20}
        do you remember my dentist's name?                 | search_history | {"query":"my dentist's name","limit":20}
        status                                             | status | {}
        how are you?                                       | status | {}
        how much did we spend today?                       | costs | {"days":1}
        what did it cost this month                        | costs | {"days":30}
        costs of the last 14 days                          | costs | {"days":14}
        what tools do you have                             | list_tools | {}
        """)
    @DisplayName("turns a sentence into a tool call")
    void turnsASentenceIntoAToolCall(String sentence, String tool, String input) throws JsonProcessingException {
        var step = first(sentence);
        assertThat(step).isInstanceOf(Step.Use.class);
        assertThat(((Step.Use) step).tool()).isEqualTo(tool);
        assertThat(((Step.Use) step).input()).isEqualTo(Json.stored().readTree(input));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        hello                             | built-in agent
        Hi there!                         | built-in agent
        help                              | create a file notes.txt
        what can you do?                  | create a file notes.txt
        how do I connect a model?         | ANTHROPIC_API_KEY
        how can I use Ollama              | OLLAMA_HOST
        who are you?                      | without any model
        what does plan mode mean          | act
        what time is it?                  | Friday, 20 November 2026
        say cheese                        | cheese
        explain quantum computing         | beyond me
        write me a poem                   | beyond me
        """)
    @DisplayName("answers in words where no tool is needed")
    void answersInWords(String sentence, String part) {
        assertThat(first(sentence))
                .isInstanceOfSatisfying(
                        Step.Say.class, say -> assertThat(say.markdown()).contains(part));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("intents")
    @DisplayName("has an example in the help that its own row understands")
    void hasAnExample(String name, String example) {
        assertThat(match(example).map(Intent::name)).contains(name);
        assertThat(Phrases.help()).contains(example);
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> intents() {
        return Intents.ALL.stream()
                .filter(intent -> !intent.example().isEmpty())
                .map(intent -> org.junit.jupiter.params.provider.Arguments.of(intent.name(), intent.example()));
    }

    @Test
    @DisplayName("names each intent once")
    void namesEachOnce() {
        assertThat(Intents.ALL).extracting(Intent::name).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"please", "please please", "?", "hey,", "```", "\"", "run ``", "write x to", "​"})
    @DisplayName("never fails on scraps")
    void neverFailsOnScraps(String scrap) {
        assertThat(first(scrap)).isNotNull();
    }

    private static Step first(String sentence) {
        var at = new Surroundings(sentence, List.of(), Conversation.allTools(), Conversation.CLOCK, null);
        return match(sentence)
                .map(intent ->
                        intent.plan().apply(intent.match(Words.plain(sentence)).orElseThrow(), at))
                .orElseGet(() -> new Step.Say(Phrases.cannot(at)));
    }

    private static Optional<Intent> match(String sentence) {
        return Intents.ALL.stream()
                .filter(intent -> intent.match(Words.plain(sentence)).isPresent())
                .findFirst();
    }
}
