package dev.daemion.substrate.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.apache.pekko.Done;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What an extension means to the others")
class ReferenceCheckTest {
    private static final ExtensionAuthor OWNER = ExtensionAuthor.person("phone");
    private static final ExtensionAuthor AGENT = ExtensionAuthor.agent("daemion", null, null);

    @TempDir
    Path folder = Path.of(".");

    private ExtensionFixture fixture;

    @BeforeEach
    void start() {
        fixture = new ExtensionFixture(folder.resolve("daemion.db"), List::of);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    @DisplayName(
            "a job that would close a circle is refused, written anew, changed or taken back, and nothing is stored")
    void circle() {
        fixture.put(job("a", "b"), OWNER);
        var b = fixture.put(job("b", "c"), OWNER);
        refused(() -> fixture.put(job("c", "a"), OWNER), ProblemCode.VALIDATION_FAILED, "c → a → b → c");
        assertThat(names()).containsExactly("b", "a");

        fixture.put(job("b", ""), OWNER);
        fixture.put(job("c", "a"), OWNER);
        refused(() -> change(b), ProblemCode.VALIDATION_FAILED, "b → c → a → b");
        refused(() -> revert(b, 1), ProblemCode.CONFLICT, "b → c → a → b");
        assertThat(fixture.read(new StorageQuery.OneExtension(b.id())).version())
                .isEqualTo(2);
    }

    @Test
    @DisplayName("an agent's proposal counts against other proposals, and holds up no person")
    void proposals() {
        fixture.put(job("b", ""), OWNER);
        var b = fixture.put(job("b", "a"), AGENT);
        refused(() -> fixture.put(job("a", "b"), AGENT), ProblemCode.VALIDATION_FAILED, "a → b → a");
        fixture.put(job("a", "b"), OWNER);

        refused(() -> mayApprove(b), ProblemCode.CONFLICT, "b → a → b");
        refused(() -> fixture.decide(b, ApprovalStatus.APPROVED), ProblemCode.CONFLICT, "b → a → b");
        assertThat(fixture.read(new StorageQuery.OneExtension(b.id()))
                        .definition()
                        .path("chains"))
                .as("the approved one keeps running")
                .isEmpty();

        fixture.put(job("a", ""), OWNER);
        mayApprove(b);
    }

    @Test
    @DisplayName("a question whose content was replaced is not to be approved any more")
    void replaced() {
        var made = fixture.put(job("a", ""), AGENT);
        var old = question(made);
        fixture.put(job("a", "x"), AGENT);

        refused(
                () -> fixture.<Done>ask(replyTo -> new ExtensionProtocol.MayApprove(made.id(), old.id(), replyTo)),
                ProblemCode.CONFLICT,
                "never transferred");
    }

    @Test
    @DisplayName("a flag that does not exist is told, by its short name and by its control's, wherever it is named")
    void flags() {
        fixture.put(flag("flag-away"), OWNER);
        fixture.put(flag("beta"), OWNER);
        var text = "type: job\n"
                + "name: a\n"
                + "description: A job.\n"
                + "definition:\n"
                + "  trigger: { type: event, event: run.failed, filter: \"flags.away && !flags.awry\" }\n"
                + "  direct: [{ tool: notify, with: { title: '{{flags.flag-away}}', text:"
                + " '{{#flags.beta}}{{flags.x}}{{/flags.beta}}' } }]\n";

        assertThat(fixture.<ExtensionProtocol.Validation>ask(
                                replyTo -> new ExtensionProtocol.ValidateExtension(text, replyTo))
                        .warnings())
                .extracting(finding -> finding.pointer() + " " + finding.detail())
                .containsExactly(
                        "/definition/trigger/filter names the control 'flag-awry', which does not exist yet;"
                                + " did you mean 'flag-away'?",
                        "/definition/direct/0/with/text names the control 'flag-x', which does not exist yet");
    }

    private static String flag(String name) {
        return "type: control\nname: " + name + "\ndescription: A switch.\ndefinition: { kind: flag, value: true }\n";
    }

    @Test
    @DisplayName("names that nobody has are told with the nearest, to whoever writes and on the card, and are stored")
    void unknown() {
        fixture.put("type: agent\nname: scribe\ndescription: Writes.\ndefinition: { instructions: Write. }\n", OWNER);
        var text = "type: job\nname: a\ndescription: A job.\ndefinition: { schedule: '@daily', agent: scribbe,"
                + " prompt: 'Sum up {{jobs.other.output}}', chains: [later], context: [{ job: a }] }\n";

        assertThat(fixture.<ExtensionProtocol.Validation>ask(
                                replyTo -> new ExtensionProtocol.ValidateExtension(text, replyTo))
                        .warnings())
                .extracting(Finding::pointer)
                .containsExactly("/definition/agent", "/definition/chains/0", "/definition/prompt");
        PutView put = fixture.ask(replyTo -> new ExtensionProtocol.PutExtension(text, AGENT, replyTo));
        assertThat(put.warnings())
                .extracting(Finding::detail)
                .contains(
                        "names the agent or model 'scribbe', which does not exist yet; did you mean 'scribe'?",
                        "names the job 'later', which does not exist yet");
        assertThat(question(put.extension()).summary()).contains("It names the job 'later', which does not exist yet.");
        fixture.put(job("later", ""), OWNER);
        assertThat(fixture.<ExtensionProtocol.Validation>ask(
                                replyTo -> new ExtensionProtocol.ValidateExtension(text, replyTo))
                        .warnings())
                .extracting(Finding::pointer)
                .containsExactly("/definition/agent", "/definition/prompt");
    }

    private void mayApprove(ExtensionView view) {
        fixture.<Done>ask(replyTo ->
                new ExtensionProtocol.MayApprove(view.id(), question(view).id(), replyTo));
    }

    private ApprovalView question(ExtensionView view) {
        return fixture.approvals.values().stream()
                .filter(one -> view.id().equals(one.extensionId()))
                .findFirst()
                .orElseThrow();
    }

    private void change(ExtensionView view) {
        var definition = Json.stored().createObjectNode();
        definition
                .put("schedule", "@daily")
                .put("prompt", "Go.")
                .putArray("chains")
                .add("c");
        fixture.<ExtensionView>ask(replyTo -> new ExtensionProtocol.ChangeExtension(
                view.id(), new ExtensionProtocol.ExtensionPatch(null, definition, null, null), null, OWNER, replyTo));
    }

    private void revert(ExtensionView view, int version) {
        fixture.<ExtensionView>ask(
                replyTo -> new ExtensionProtocol.RevertExtension(view.id(), version, null, "phone", null, replyTo));
    }

    private List<String> names() {
        return fixture.read(new StorageQuery.Extensions(null, null, null, null, null, null, null, 200)).items().stream()
                .map(ExtensionView::name)
                .toList();
    }

    private static void refused(ThrowingCallable work, ProblemCode code, String said) {
        assertThatThrownBy(work).isInstanceOf(CompletionException.class).satisfies(failure -> {
            var problem = Objects.requireNonNull((Problem) failure.getCause());
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.detail()).contains(said);
        });
    }

    private static String job(String name, String chained) {
        return "type: job\nname: " + name
                + "\ndescription: A job.\ndefinition: { schedule: '@daily', prompt: Go., chains: [" + chained + "] }\n";
    }
}
