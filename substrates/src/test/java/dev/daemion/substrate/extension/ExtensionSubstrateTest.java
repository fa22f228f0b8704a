package dev.daemion.substrate.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.extension.seed.SeedFile;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The extension substrate")
class ExtensionSubstrateTest {
    private static final ExtensionAuthor OWNER = ExtensionAuthor.person("phone");
    private static final ExtensionAuthor AGENT = ExtensionAuthor.agent("daemion", null, null);

    @TempDir
    Path folder = Path.of(".");

    @Test
    @DisplayName("has every packed seed after its first start, and the same ids after its second")
    void seeds() {
        Map<String, String> first;
        try (var fixture = new ExtensionFixture(file(), SeedFiles.packed())) {
            first = ids(fixture);
            assertThat(first).containsKeys("agent/daemion", "control/limits", "control/models");
            assertThat(reseed(fixture).unchanged())
                    .hasSameSizeAs(SeedFiles.packed().read());
        }
        try (var fixture = new ExtensionFixture(file(), SeedFiles.packed())) {
            assertThat(ids(fixture)).isEqualTo(first);
        }
    }

    @Test
    @DisplayName("tells those who watch of many changed seeds once, and of each other change")
    void tellsOnce() {
        var seeds = new ArrayList<SeedFile>();
        for (int i = 0; i < 600; i++) {
            seeds.add(seed("c" + i, "one"));
        }
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            var watcher = fixture.watch();
            assertThat(watcher.receiveMessage().extensions()).hasSize(600);
            seeds.replaceAll(seed -> seed(seed.stem(), "two"));
            assertThat(reseed(fixture).changed()).hasSize(600);

            assertThat(watcher.receiveMessage().extensions())
                    .hasSize(600)
                    .allMatch(extension -> extension.definition().toString().contains("two"));
            fixture.put(command("mine", "three"), OWNER);
            assertThat(watcher.receiveMessage().extensions()).hasSize(601);
            watcher.expectNoMessage();
        }
    }

    @Test
    @DisplayName("brings changed seeds in line, keeps what a person chose, and reports what is broken")
    void reseeds() {
        var seeds = new ArrayList<SeedFile>(
                List.of(seed("a", "one"), seed("b", "one"), seed("c", "one"), seed("d", "one")));
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            fixture.put(command("b", "mine"), OWNER);
            fixture.<ExtensionView>ask(replyTo ->
                    new ExtensionProtocol.ToggleExtension(find(fixture, "a").id(), false, "phone", replyTo));
            seeds.clear();
            seeds.addAll(List.of(
                    seed("a", "two"),
                    seed("b", "two"),
                    new SeedFile("command/d.yaml", "type: command\nname: d\ndefinition: {}\n"),
                    seed("e", "one")));

            var result = reseed(fixture);

            assertThat(result.added()).containsExactly("command/e");
            assertThat(result.changed()).containsExactly("command/a");
            assertThat(result.removed()).containsExactly("command/c");
            assertThat(result.overridden()).containsExactly("command/b");
            assertThat(result.failed()).extracting(ReseedView.Failure::seed).containsExactly("command/d.yaml");
            assertThat(find(fixture, "a").definition().path("handler").asText()).isEqualTo("two");
            assertThat(find(fixture, "a").enabled()).isFalse();
            assertThat(find(fixture, "b").definition().path("handler").asText()).isEqualTo("mine");
            assertThat(find(fixture, "d").definition().path("handler").asText()).isEqualTo("one");
            assertThat(list(fixture, null)).extracting(ExtensionView::name).doesNotContain("c");
        }
    }

    @Test
    @DisplayName(
            "an agent's extension waits, is approved by its hash, and takes part from then on; its edit waits anew")
    void approval() {
        try (var fixture = new ExtensionFixture(file(), List::of)) {
            var made = fixture.put(command("standup", "one"), AGENT);
            assertThat(made.status()).isEqualTo(ExtensionStatus.PENDING);
            assertThat(catalog(fixture).find(ExtensionType.COMMAND, "standup")).isEmpty();

            fixture.decide(made, ApprovalStatus.APPROVED);
            assertThat(handler(fixture)).isEqualTo("one");

            fixture.put(command("standup", "two"), AGENT);
            assertThat(handler(fixture)).isEqualTo("one");
            fixture.put(command("standup", "three"), AGENT);
            assertThat(fixture.approvals.values())
                    .filteredOn(one -> one.status() == ApprovalStatus.PENDING)
                    .as("the question about two is withdrawn")
                    .hasSize(1);
            fixture.decide(made, ApprovalStatus.APPROVED);
            assertThat(handler(fixture)).isEqualTo("three");
            assertThat(history(fixture, made))
                    .extracting(ExtensionVersionView::status)
                    .containsExactly("approved", "rejected", "superseded");

            fixture.<ExtensionView>ask(
                    replyTo -> new ExtensionProtocol.RevertExtension(made.id(), 1, null, "phone", null, replyTo));
            assertThat(handler(fixture)).isEqualTo("one");
        }
    }

    @Test
    @DisplayName("an answer given while the process was down counts at the next start")
    void answeredMeanwhile() {
        Map<ApprovalId, ApprovalView> approvals;
        ExtensionView made;
        try (var fixture = new ExtensionFixture(file(), List::of)) {
            made = fixture.put(command("standup", "one"), AGENT);
            approvals = fixture.approvals;
        }
        approvals.replaceAll((_, view) -> ExtensionFixture.with(view, ApprovalStatus.APPROVED));
        try (var fixture = new ExtensionFixture(file(), List::of, approvals)) {
            // Asked once more with the same answer, it is either taken over already or taken over now.
            var answer = approvals.values().iterator().next();
            fixture.<Done>ask(replyTo -> new ExtensionProtocol.ApprovalResolved(answer, replyTo));
            assertThat(fixture.read(new StorageQuery.OneExtension(made.id())).status())
                    .isEqualTo(ExtensionStatus.ACTIVE);
        }
    }

    @Test
    @DisplayName("a proposal ends after 14 days without an answer; three days before, people are reminded once")
    void expires() {
        try (var fixture = new ExtensionFixture(file(), List::of)) {
            var made = fixture.put(command("standup", "one"), AGENT);
            var question = fixture.approvals.values().iterator().next();
            assertThat(question.expiresAt()).isEqualTo(made.createdAt().plus(Duration.ofDays(14)));

            var due = made.createdAt().plus(Duration.ofDays(11));
            assertThat(fixture.remind(made, due.minusSeconds(1))).isEmpty();
            assertThat(fixture.remind(made, due))
                    .singleElement()
                    .satisfies(told -> assertThat(told)
                            .contains("'standup' still waits", made.id().value()));
            assertThat(fixture.remind(made, due.plus(Duration.ofDays(1)))).isEmpty();

            fixture.decide(made, ApprovalStatus.EXPIRED);
            assertThat(fixture.read(new StorageQuery.OneExtension(made.id())).status())
                    .isEqualTo(ExtensionStatus.REJECTED);
            assertThat(fixture.remind(made, due)).isEmpty();
            fixture.put(command("standup", "two"), AGENT);
            assertThat(fixture.remind(made, Instant.now().plus(Duration.ofDays(12))))
                    .as("another proposal has its own reminder")
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("refuses with every finding, protects versions, and brings a deleted one back when its name is free")
    void refusals() {
        try (var fixture = new ExtensionFixture(file(), List::of)) {
            assertThatThrownBy(() -> fixture.put("type: command\nname: X\ndefinition: { prefix: '%' }\n", OWNER))
                    .isInstanceOf(CompletionException.class)
                    .satisfies(failure -> {
                        var problem = Objects.requireNonNull((Problem) failure.getCause());
                        assertThat(problem.code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
                        assertThat(problem.findings())
                                .extracting(finding -> finding.pointer())
                                .contains("/name", "/description", "/definition/prefix");
                    });
            assertThat(list(fixture, null)).isEmpty();

            var made = fixture.put(command("standup", "one"), OWNER);
            assertThatThrownBy(() -> fixture.<ExtensionView>ask(replyTo -> new ExtensionProtocol.ChangeExtension(
                            made.id(),
                            new ExtensionProtocol.ExtensionPatch("Other.", null, null, null),
                            7,
                            OWNER,
                            replyTo)))
                    .hasMessageContaining("is at version 1");
            fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(made.id(), "phone", replyTo));
            assertThat(list(fixture, null)).isEmpty();

            var other = fixture.put(command("standup", "two"), OWNER);
            assertThat(other.id()).isNotEqualTo(made.id());
            assertThatThrownBy(() -> back(fixture, made)).hasMessageContaining("another command is called standup");
            fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(other.id(), "phone", replyTo));
            assertThat(back(fixture, made).status()).isEqualTo(ExtensionStatus.ACTIVE);
            assertThat(handler(fixture)).isEqualTo("one");
        }
    }

    @Test
    @DisplayName("one theme is active at a time")
    void themes() {
        try (var fixture = new ExtensionFixture(file(), List::of)) {
            fixture.put(theme("one"), OWNER);
            fixture.put(theme("two"), OWNER);

            assertThat(catalog(fixture).ofType(ExtensionType.THEME))
                    .extracting(ExtensionView::name)
                    .containsExactly("two");
        }
    }

    @Test
    @DisplayName("lists 10,000 with filters in 15 ms and compares them with their seeds in 2 s")
    void many() {
        var seeds = new ArrayList<SeedFile>();
        for (int i = 0; i < 10_000; i++) {
            seeds.add(seed("c" + i, i % 100 == 0 ? "needle" : "hay"));
        }
        try (var fixture = new ExtensionFixture(file(), () -> seeds)) {
            assertThat(catalog(fixture).extensions()).hasSize(10_000);
            var nanos = new long[50];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                var page = fixture.read(new StorageQuery.Extensions(
                        ExtensionType.COMMAND,
                        true,
                        ExtensionSource.BUILT_IN,
                        ExtensionStatus.ACTIVE,
                        null,
                        "c99",
                        null,
                        50));
                nanos[i] = System.nanoTime() - start;
                assertThat(page.items()).hasSize(50);
            }
            Arrays.sort(nanos);
            assertThat(Duration.ofNanos(nanos[25])).isLessThan(Duration.ofMillis(15));
            long start = System.nanoTime();
            assertThat(reseed(fixture).unchanged()).hasSize(10_000);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private Path file() {
        return folder.resolve("daemion.db");
    }

    private static SeedFile seed(String name, String handler) {
        return new SeedFile("command/" + name + ".yaml", command(name, handler));
    }

    private static String command(String name, String handler) {
        return "type: command\nname: " + name + "\ndescription: Says " + handler
                + ".\ndefinition: { prefix: /, handler: " + handler + " }\n";
    }

    private static String theme(String name) {
        return "type: theme\nname: " + name + "\ndescription: A theme.\ndefinition:\n  colors:\n"
                + "    { bgPrimary: '#ffffff', bgSecondary: '#ffffff', bgTertiary: '#ffffff', textPrimary: '#000000',"
                + " textSecondary: '#000000', accent: '#000000', accentText: '#ffffff', border: '#000000',"
                + " success: '#006600', danger: '#990000' }\n";
    }

    private static ReseedView reseed(ExtensionFixture fixture) {
        return fixture.ask(ExtensionProtocol.Reseed::new);
    }

    private static Catalog catalog(ExtensionFixture fixture) {
        return fixture.ask(ExtensionProtocol.CurrentCatalog::new);
    }

    @Test
    @DisplayName("lists artifacts by the thread they came from, finds them by name, and keeps each version's content")
    void artifacts() {
        var thread = new ThreadId("thread_01jd0000000000000000000001");
        try (var fixture = new ExtensionFixture(file(), List::of)) {
            var report = fixture.put(artifact("report", "one", thread), AGENT);
            fixture.put(artifact("report", "two", thread), AGENT);
            fixture.put(artifact("other", "one", new ThreadId("thread_01jd0000000000000000000002")), OWNER);
            fixture.put(command("standup", "one"), OWNER);

            assertThat(fixture.read(new StorageQuery.Artifacts(null, null, 50)).items())
                    .extracting(ExtensionView::name)
                    .containsExactly("other", "report");
            assertThat(fixture.read(new StorageQuery.Artifacts(thread, null, 50))
                            .items())
                    .singleElement()
                    .satisfies(one -> assertThat(one.version()).isEqualTo(2))
                    .satisfies(one -> assertThat(one.status()).isEqualTo(ExtensionStatus.ACTIVE));
            assertThat(fixture.read(new StorageQuery.ExtensionNamed(ExtensionType.ARTIFACT, "report"))
                            .id())
                    .isEqualTo(report.id());
            assertThat(fixture.read(new StorageQuery.ExtensionVersion(report.id(), 1))
                            .path("content")
                            .asText())
                    .isEqualTo("one");
            assertThatThrownBy(() -> fixture.read(new StorageQuery.ExtensionVersion(report.id(), 3)))
                    .hasMessageContaining("report has no version 3");

            fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(report.id(), "phone", replyTo));
            assertThat(fixture.read(new StorageQuery.Artifacts(thread, null, 50))
                            .items())
                    .isEmpty();
        }
    }

    private static String artifact(String name, String content, ThreadId thread) {
        return "{\"type\":\"artifact\",\"name\":\"" + name + "\",\"description\":\"A test.\",\"definition\":"
                + "{\"mimeType\":\"text/plain\",\"content\":\"" + content + "\",\"threadId\":\"" + thread + "\"}}";
    }

    private static String handler(ExtensionFixture fixture) {
        return catalog(fixture)
                .find(ExtensionType.COMMAND, "standup")
                .orElseThrow()
                .definition()
                .path("handler")
                .asText();
    }

    private static ExtensionView back(ExtensionFixture fixture, ExtensionView made) {
        return fixture.ask(
                replyTo -> new ExtensionProtocol.RevertExtension(made.id(), null, 1, "phone", null, replyTo));
    }

    private static List<ExtensionVersionView> history(ExtensionFixture fixture, ExtensionView made) {
        return fixture.ask(replyTo -> new ExtensionProtocol.ExtensionHistory(made.id(), replyTo));
    }

    private static List<ExtensionView> list(ExtensionFixture fixture, @Nullable ExtensionType type) {
        return fixture.read(new StorageQuery.Extensions(type, null, null, null, null, null, null, 200))
                .items();
    }

    private static ExtensionView find(ExtensionFixture fixture, String name) {
        return list(fixture, null).stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> ids(ExtensionFixture fixture) {
        assertThat(catalog(fixture).extensions())
                .as("answered once it has started")
                .isNotEmpty();
        return list(fixture, null).stream()
                .collect(Collectors.toMap(
                        view -> view.type().wire() + "/" + view.name(),
                        view -> view.id().value()));
    }
}
