package dev.daemion.substrate.execution.model.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.wire.Json;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Asking for an extension in plain words")
class MakingTest {
    private static Step first(String sentence) {
        var at = new Surroundings(sentence, List.of(), Conversation.allTools(), Conversation.CLOCK, null);
        return Intents.ALL.stream()
                .flatMap(intent -> intent.match(Words.plain(sentence)).stream()
                        .map(words -> intent.plan().apply(words, at)))
                .findFirst()
                .orElseGet(() -> new Step.Say(Phrases.cannot(at)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        make me a /standup command that lists yesterday's threads | standup | list_threads | {"day":"yesterday"}
        Please create a command /today that lists today's threads. | today | list_threads | {"day":"today"}
        create a command called recent which shows my recent threads | recent | list_threads | {}
        add a new /spent command that shows what I spent | spent | costs | {}
        build a command named how that shows the status | how | status | {}
        could you make a command waiting that lists pending approvals | waiting | list_approvals | {}
        make a slash command /themes that lists my themes | themes | list_extensions | {"type":"theme"}
        make me a /find command that searches my history for what I type | find | search_history | {"query":"{{input.text}}"}
        create a command /jot that notes what I type | jot | remember | {"text":"{{input.text}}"}
        create a command /deploy that runs `make deploy` | deploy | Bash | {"command":"make deploy"}
        make a /src command to list files in ~/Work/src | src | LS | {"path":"~/Work/src"}
        make a command /todo that shows me ~/TODO.md | todo | Read | {"path":"~/TODO.md"}
        make a command /news that fetches https://Example.org/News | news | WebFetch | {"url":"https://Example.org/News"}
        i need a command /yesterday that tells me what happened yesterday | yesterday | list_threads | {"day":"yesterday"}
        """)
    @DisplayName("becomes steps where a tool does it")
    void direct(String sentence, String name, String tool, String with) throws JsonProcessingException {
        var input = use(sentence, "create_extension").input();
        assertThat(input.path("type").asText()).isEqualTo("command");
        assertThat(input.path("name").asText()).isEqualTo(name);
        assertThat(input.at("/definition/prefix").asText()).isEqualTo("/");
        assertThat(input.at("/definition/direct")).hasSize(1);
        assertThat(input.at("/definition/direct/0/tool").asText()).isEqualTo(tool);
        var given = input.at("/definition/direct/0/with");
        assertThat(given.isMissingNode() ? Json.stored().createObjectNode() : given)
                .isEqualTo(Json.stored().readTree(with));
        assertThat(input.path("description").asText()).endsWith(".");
    }

    @Test
    @DisplayName("asks for what a step takes and no more")
    void permissions() {
        assertThat(use("make a command /d that runs `make deploy`", "create_extension")
                        .input()
                        .path("permissions")
                        .toString())
                .isEqualTo("{\"tools\":[\"Bash\"]}");
        assertThat(use("make a command /n that fetches https://example.org/a", "create_extension")
                        .input()
                        .path("permissions")
                        .toString())
                .isEqualTo("{\"tools\":[\"WebFetch\"],\"hosts\":[\"example.org\"]}");
        assertThat(use("make a command /t that lists today's threads", "create_extension")
                        .input()
                        .has("permissions"))
                .isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        make a command /tldr that summarises this thread | Summarise this thread
        create a command /fix that fixes the failing test | Fix the failing test
        create a command called tidy which carries out my list | Carry out my list
        make me a /poem command that writes a poem about the sea | Write a poem about the sea
        """)
    @DisplayName("becomes a prompt where a model is needed")
    void prompt(String sentence, String beginning) {
        assertThat(use(sentence, "create_extension")
                        .input()
                        .at("/definition/handler")
                        .asText())
                .startsWith(beginning);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        make a dark theme called ocean with accent #0af | ocean | true
        create a light theme named sand with accent amber | sand | false
        make me a theme called plum in purple | plum | true
        make a new dark theme called deep with a navy accent | deep | true
        """)
    @DisplayName("becomes a theme that can be read")
    void theme(String sentence, String name, boolean isDark) {
        var input = use(sentence, "create_extension").input();
        assertThat(input.path("name").asText()).isEqualTo(name);
        assertThat(input.at("/definition/dark").asBoolean()).isEqualTo(isDark);
        assertThat(input.at("/definition/colors")).hasSize(10);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        set a daily budget of $3 | update_extension | {"kind":"budget","usd":3,"period":"day"}
        set the monthly budget to 40 dollars | update_extension | {"kind":"budget","usd":40,"period":"month"}
        don't spend more than $2.5 a day | update_extension | {"kind":"budget","usd":2.5,"period":"day"}
        limit pulse to 10 turns per hour | create_extension | {"kind":"rate","turns":10,"per":"hour","agents":["pulse"]}
        deny Bash(rm *) | create_extension | {"kind":"policy","rules":[{"effect":"deny","tool":"Bash","pattern":"rm *"}]}
        never run `git push *` | create_extension | {"kind":"policy","rules":[{"effect":"deny","tool":"Bash","pattern":"git push *"}]}
        allow Read in ~/notes/** | create_extension | {"kind":"policy","rules":[{"effect":"allow","tool":"Read","pattern":"~/notes/**"}]}
        """)
    @DisplayName("becomes a control")
    void control(String sentence, String tool, String definition) throws JsonProcessingException {
        var input = use(sentence, tool).input();
        assertThat(input.path("type").asText()).isEqualTo("control");
        assertThat(input.path("definition").toString())
                .isEqualTo(Json.stored().readTree(definition).toString());
        assertThat(input.path("name").asText()).matches("[a-z0-9]+(-[a-z0-9]+)*");
    }

    @Test
    @DisplayName("becomes an agent with its task")
    void agent() {
        var input = use("make an agent called Librarian that keeps my reading list", "create_extension")
                .input();
        assertThat(input.path("name").asText()).isEqualTo("librarian");
        assertThat(input.at("/definition/instructions").asText()).contains("keeps my reading list");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        make me a command | called, and what
        make a command /deploy | What should `/deploy` do?
        make a command that lists today's threads | What should I call the command that lists today's threads?
        make a dark theme called ocean | Which colour should the dark theme `ocean` have?
        make a theme with accent teal | What should I call the dark theme
        make a light theme | called, and which colour
        make an agent called librarian | What is the agent `librarian` for?
        create an agent that reads the news | What should I call the agent that reads the news?
        set a daily budget | How many dollars may be spent in day?
        change /standup | What should `/standup` do instead?
        """)
    @DisplayName("is asked about when something is missing")
    void missing(String sentence, String question) {
        assertThat(first(sentence))
                .isInstanceOfSatisfying(
                        Step.Say.class, say -> assertThat(say.markdown()).contains(question));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        make a command /deploy | it should run `make deploy` | make a command /deploy that run `make deploy`
        make a command that lists today's threads | call it today | make a command today that lists today's threads
        make a dark theme called ocean | teal | make a dark theme called ocean with accent teal
        make a theme with accent teal | sea | make a dark theme called sea with accent #12a594
        make an agent called librarian | it keeps my books | make an agent called librarian that keeps my books
        set a daily budget | 5 | set the daily budget to 5
        change /standup | list today's threads | change /standup so that it list today's threads
        make a command /x | never mind | never mind
        """)
    @DisplayName("goes on with the answer to what was asked")
    void followUp(String before, String answer, String whole) {
        var asked = ((Step.Say) first(before)).markdown();
        assertThat(FollowUp.complete(asked, answer)).contains(whole);
        assertThat(first(whole)).as("it is understood").isNotEqualTo(first("zzz zzz"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        disable the forest theme | list_extensions | {"query":"forest"}
        enable the theme forest | list_extensions | {"query":"forest"}
        use the midnight theme | list_extensions | {"query":"midnight"}
        delete /deploy | list_extensions | {"query":"deploy"}
        turn off the heartbeat job | list_extensions | {"query":"heartbeat"}
        undo | undo_change | {}
        undo that | undo_change | {}
        undo the last change to /standup | undo_change | {"name":"standup"}
        what commands do I have? | list_extensions | {"type":"command"}
        list my themes | list_extensions | {"type":"theme"}
        show me all extensions | list_extensions | {}
        what does /undo do? | help | {"topic":"/undo"}
        """)
    @DisplayName("changes what is there")
    void changing(String sentence, String tool, String input) throws JsonProcessingException {
        assertThat(use(sentence, tool).input()).isEqualTo(Json.stored().readTree(input));
    }

    @Test
    @DisplayName("proposes a new version of a command")
    void change() {
        var input = use("change /standup so that it lists today's threads", "update_extension")
                .input();
        assertThat(input.path("name").asText()).isEqualTo("standup");
        assertThat(input.at("/definition/direct/0/with/day").asText()).isEqualTo("today");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "create a file notes.txt with hello",
                "run `make command`",
                "what is a command?",
                "list the files in src",
                "delete the file a.txt and b.txt",
                "write me a poem",
                "use your head"
            })
    @DisplayName("is not heard in what means something else")
    void other(String sentence) {
        var step = first(sentence);
        if (step instanceof Step.Use use) {
            assertThat(use.tool()).isNotIn("create_extension", "update_extension", "delete_extension");
        }
    }

    private static Step.Use use(String sentence, String tool) {
        var step = first(sentence);
        assertThat(step).as(sentence).isInstanceOf(Step.Use.class);
        assertThat(((Step.Use) step).tool()).as(sentence).isEqualTo(tool);
        return (Step.Use) step;
    }
}
