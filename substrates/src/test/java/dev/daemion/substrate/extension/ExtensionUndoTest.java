package dev.daemion.substrate.extension;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.extension.seed.SeedFile;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.storage.ReadTableRebuild;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Undoing, over several extensions in one real journal")
class ExtensionUndoTest {
    private static final ExtensionAuthor OWNER = ExtensionAuthor.person("phone");
    private static final ExtensionAuthor AGENT = ExtensionAuthor.agent("daemion", null, null);
    private static final int CHANGES = 500;
    private static final int POINTS = 25;
    private static final List<String> NAMES = List.of("a", "b", "c");

    @TempDir
    Path folder = Path.of(".");

    /**
     * How an extension stood at some time.
     *
     * @param change the number of its last change
     * @param image canonical JSON of everything a person could tell apart
     */
    private record Stood(int change, String image, boolean isDeleted) {}

    @ParameterizedTest(name = "random seed {0}")
    @ValueSource(longs = {11, 12})
    @DisplayName("after 500 random changes, going back to any point gives byte for byte what stood there")
    void anyPoint(long randomSeed) {
        var random = new Random(randomSeed);
        var seeds = new ArrayList<SeedFile>(List.of(seed("kept", 0), seed("moving", 0), essential(0)));
        var points = new ArrayList<Map<ExtensionId, Stood>>();
        Map<ExtensionId, Stood> last;
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            var world = new World(fixture);
            while (points.size() < CHANGES) {
                step(fixture, world, seeds, random);
                points.add(world.look());
            }
            assertThat(points.getLast().values()).as("all sorts of ends").anyMatch(Stood::isDeleted);
            for (int i = 0; i < POINTS; i++) {
                var wanted = points.get(random.nextInt(points.size()));
                goBack(fixture, world, wanted);
                assertSame(world.look(), wanted);
            }
            last = living(world.look());
        }
        try (var database = JournalDatabase.open(file())) {
            ReadTableRebuild.run(database, ConfigFactory.load());
        }
        try (var fixture = new ExtensionFixture(file(), () -> List.copyOf(seeds))) {
            // The start brought the built-ins in line with their seeds; everything else stands as it did.
            var seeded = Set.of("kept", "moving", "vital");
            var after = new World(fixture).look();
            assertThat(images(after, seeded)).isEqualTo(images(last, seeded));
        }
    }

    private void step(ExtensionFixture fixture, World world, List<SeedFile> seeds, Random random) {
        var target = world.any(random);
        try {
            switch (random.nextInt(12)) {
                case 0, 1 -> fixture.put(anything(random), OWNER);
                case 2, 3 -> fixture.put(anything(random), AGENT);
                case 4, 5, 6 -> answer(fixture, random);
                case 7 ->
                    fixture.<ExtensionView>ask(replyTo ->
                            new ExtensionProtocol.ToggleExtension(target, random.nextBoolean(), "phone", replyTo));
                case 8 -> {
                    if (random.nextInt(3) == 0) {
                        fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(target, "phone", replyTo));
                    } else {
                        change(fixture, target, random);
                    }
                }
                case 9 -> revert(fixture, target, 1 + random.nextInt(world.versions(target)), null);
                case 10 -> revert(fixture, target, null, 1 + random.nextInt(world.changes(target)));
                default -> {
                    int number = random.nextInt(5);
                    seeds.removeIf(file -> file.stem().equals("moving"));
                    if (random.nextInt(4) > 0) {
                        seeds.add(seed("moving", number));
                    }
                    seeds.replaceAll(file -> file.stem().equals("vital") ? essential(number) : file);
                    reseed(fixture);
                }
            }
        } catch (CompletionException refused) {
            assertThat(Objects.requireNonNull((Problem) refused.getCause()).code())
                    .isIn(
                            ProblemCode.CONFLICT,
                            ProblemCode.ESSENTIAL_EXTENSION,
                            ProblemCode.EXTENSION_NOT_FOUND,
                            ProblemCode.VERSION_MISMATCH);
        }
    }

    private static void answer(ExtensionFixture fixture, Random random) {
        var open = fixture.approvals.values().stream()
                .filter(one -> one.status() == ApprovalStatus.PENDING)
                .sorted(Comparator.comparing(one -> one.id().value()))
                .toList();
        if (!open.isEmpty()) {
            var decided = ExtensionFixture.with(
                    open.get(random.nextInt(open.size())),
                    List.of(
                                    ApprovalStatus.APPROVED,
                                    ApprovalStatus.APPROVED,
                                    ApprovalStatus.DENIED,
                                    ApprovalStatus.EXPIRED)
                            .get(random.nextInt(4)));
            fixture.approvals.put(decided.id(), decided);
            fixture.<Done>ask(replyTo -> new ExtensionProtocol.ApprovalResolved(decided, replyTo));
        }
    }

    private static void change(ExtensionFixture fixture, ExtensionId target, Random random) {
        var permissions = Json.stored().createObjectNode().put("max_turns", 1 + random.nextInt(5));
        var author = random.nextBoolean() ? OWNER : AGENT;
        fixture.<ExtensionView>ask(replyTo -> new ExtensionProtocol.ChangeExtension(
                target,
                new ExtensionProtocol.ExtensionPatch("Changed " + random.nextInt(3) + ".", null, permissions, null),
                random.nextInt(5) == 0 ? 1 : null,
                author,
                replyTo));
    }

    /** Like a person who takes each extension back: what was not there goes first, so that names are free. */
    private static void goBack(ExtensionFixture fixture, World world, Map<ExtensionId, Stood> wanted) {
        for (int round = 0; round < 3; round++) {
            var now = world.look();
            now.forEach((id, stands) -> {
                var then = wanted.get(id);
                if (!stands.isDeleted() && (then == null || then.isDeleted())) {
                    if (then == null) {
                        fixture.<Done>ask(replyTo -> new ExtensionProtocol.DeleteExtension(id, "phone", replyTo));
                    } else {
                        revert(fixture, id, null, then.change());
                    }
                }
            });
            now.forEach((id, stands) -> {
                var then = wanted.get(id);
                if (then != null && !then.isDeleted() && !then.image().equals(stands.image())) {
                    revert(fixture, id, null, then.change());
                }
            });
        }
    }

    private static Map<ExtensionId, Stood> living(Map<ExtensionId, Stood> all) {
        return all.entrySet().stream()
                .filter(entry -> !entry.getValue().isDeleted())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<ExtensionId, String> images(Map<ExtensionId, Stood> all, Set<String> withoutNames) {
        return all.entrySet().stream()
                .filter(entry -> withoutNames.stream()
                        .noneMatch(name -> entry.getValue().image().contains("\"name\":\"" + name + "\"")))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().image()));
    }

    private static void assertSame(Map<ExtensionId, Stood> now, Map<ExtensionId, Stood> wanted) {
        now.forEach((id, stands) -> {
            var then = wanted.get(id);
            if (then == null) {
                assertThat(stands.isDeleted()).as("%s did not exist then", id).isTrue();
            } else {
                assertThat(stands.image()).isEqualTo(then.image());
            }
        });
        assertThat(now.keySet()).containsAll(wanted.keySet());
    }

    /** Everything there is, read as people read it: lists, histories, and the catalog that runs. */
    private static final class World {
        private final ExtensionFixture fixture;
        private final Map<ExtensionId, Stood> stood = new TreeMap<>(Comparator.comparing(ExtensionId::value));
        private final Map<ExtensionId, String> seen = new TreeMap<>(Comparator.comparing(ExtensionId::value));
        private final Map<ExtensionId, Integer> versions = new TreeMap<>(Comparator.comparing(ExtensionId::value));

        World(ExtensionFixture fixture) {
            this.fixture = fixture;
            look();
        }

        Map<ExtensionId, Stood> look() {
            Catalog catalog = fixture.ask(ExtensionProtocol.CurrentCatalog::new);
            Map<ExtensionId, ExtensionView> living =
                    all(fixture).stream().collect(Collectors.toMap(ExtensionView::id, view -> view));
            assertCatalog(catalog, living);
            living.forEach((id, view) -> {
                var text = Json.show(view) + approvals(id);
                if (!text.equals(seen.put(id, text))) {
                    stood.put(id, stands(id, view));
                }
            });
            for (var id : List.copyOf(stood.keySet())) {
                if (!living.containsKey(id) && seen.remove(id) != null) {
                    stood.put(id, stands(id, null));
                }
            }
            return Map.copyOf(stood);
        }

        ExtensionId any(Random random) {
            return List.copyOf(stood.keySet()).get(random.nextInt(stood.size()));
        }

        int changes(ExtensionId id) {
            return Objects.requireNonNull(stood.get(id)).change();
        }

        int versions(ExtensionId id) {
            return Objects.requireNonNull(versions.get(id));
        }

        /** A version that waits does not show in a list; its question does. */
        private String approvals(ExtensionId id) {
            return fixture.approvals.values().stream()
                    .filter(one -> id.equals(one.extensionId()))
                    .map(one -> one.id() + " " + one.status())
                    .sorted()
                    .collect(Collectors.joining(" "));
        }

        private Stood stands(ExtensionId id, @Nullable ExtensionView view) {
            List<ExtensionVersionView> history =
                    fixture.ask(replyTo -> new ExtensionProtocol.ExtensionHistory(id, replyTo));
            versions.put(id, history.size());
            int change = history.stream()
                    .flatMap(version -> version.changes().stream())
                    .mapToInt(ExtensionVersionView.Entry::change)
                    .max()
                    .orElse(0);
            var image = Json.stored().createObjectNode();
            if (view == null) { // gone is gone, whatever it was
                return new Stood(change, CanonicalJson.of(image.put("is_deleted", true)), true);
            }
            for (var version : history) {
                if (version.status().equals("approved") || version.status().equals("pending")) {
                    image.putObject(version.status())
                            .put("description", version.description())
                            .put("hash", version.contentHash())
                            .<ObjectNode>set("definition", version.definition())
                            .set("permissions", version.permissions());
                }
            }
            image.put("type", view.type().wire()).put("name", view.name());
            image.put("enabled", view.enabled()).put("status", view.status().wire());
            image.put("description", view.description());
            image.set("definition", view.definition());
            image.set("permissions", view.permissions());
            return new Stood(change, CanonicalJson.of(image), false);
        }

        private static void assertCatalog(Catalog catalog, Map<ExtensionId, ExtensionView> living) {
            var shown = living.values().stream()
                    .filter(ExtensionView::enabled)
                    .map(Json::show)
                    .sorted()
                    .toList();
            assertThat(living.values().stream()
                            .map(view -> view.type() + "/" + view.name())
                            .toList())
                    .as("a name belongs to one")
                    .doesNotHaveDuplicates();
            assertThat(catalog.extensions().stream().map(Json::show).sorted().toList())
                    .as("what runs is what is listed as enabled")
                    .isEqualTo(shown);
            assertThat(catalog.ofType(ExtensionType.THEME)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private Path file() {
        return folder.resolve("daemion.db");
    }

    private static String anything(Random random) {
        var type = List.of("command", "theme", "capability", "job").get(random.nextInt(4));
        var enabled = random.nextInt(4) == 0 ? random.nextBoolean() : null;
        return text(type, NAMES.get(random.nextInt(NAMES.size())), random.nextInt(6), enabled);
    }

    private static String text(String type, String name, int number, @Nullable Boolean enabled) {
        var definition = switch (type) {
            case "command" -> "{ prefix: /, handler: says " + number + " }";
            case "capability" -> "{ instructions: Do " + number + "., agents: '*' }";
            case "job" -> "{ schedule: '" + number + " 9 * * *', prompt: Go. }";
            default ->
                "{ dark: " + (number % 2 == 0) + ", colors: { bgPrimary: '#ffffff', bgSecondary: '#ffffff',"
                        + " bgTertiary: '#ffffff', textPrimary: '#00000" + number + "', textSecondary: '#000000',"
                        + " accent: '#000000', accentText: '#ffffff', border: '#000000', success: '#006600',"
                        + " danger: '#990000' } }";
        };
        return "type: " + type + "\nname: " + name + "\ndescription: Number " + number + ".\ndefinition: " + definition
                + "\n" + (number % 2 == 0 ? "" : "permissions: { tools: [Read], budget_usd: 0." + number + "0 }\n")
                + (enabled == null ? "" : "enabled: " + enabled + "\n");
    }

    private static SeedFile seed(String name, int number) {
        return new SeedFile(
                "command/" + name + ".yaml",
                "type: command\nname: " + name + "\ndescription: A seed.\ndefinition: { prefix: /, handler: seed "
                        + number + " }\n");
    }

    private static SeedFile essential(int number) {
        return new SeedFile("command/vital.yaml", seed("vital", number).text() + "essential: true\n");
    }

    private static ReseedView reseed(ExtensionFixture fixture) {
        return fixture.ask(ExtensionProtocol.Reseed::new);
    }

    private static ExtensionView revert(
            ExtensionFixture fixture, ExtensionId id, @Nullable Integer version, @Nullable Integer change) {
        return fixture.ask(
                replyTo -> new ExtensionProtocol.RevertExtension(id, version, change, "phone", null, replyTo));
    }

    private static List<ExtensionView> all(ExtensionFixture fixture) {
        return fixture.read(new StorageQuery.Extensions(null, null, null, null, null, null, null, 200))
                .items();
    }
}
