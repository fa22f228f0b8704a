package dev.daemion.extension.seed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.extension.definition.ControlDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.SortableIds;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The packed seeds")
class SeedFilesTest {
    private static final List<SeedFile> FILES = SeedFiles.packed().read();

    @Test
    @DisplayName("can all be read, and lie where their type and name say")
    void readable() {
        assertThat(FILES).isNotEmpty();
        assertThat(FILES)
                .allSatisfy(file -> assertThat(new SeedReader().read(file)).isInstanceOf(Reading.Read.class));
    }

    @Test
    @DisplayName("hold the limits of design.md and an agent by default")
    void typed() {
        var catalog = catalog();

        var limits = control(catalog, ControlDefinition.Limits.class, "limits");
        assertThat(limits.runsMax()).isEqualTo(4);
        assertThat(limits.rows()).extracting(ControlDefinition.Row::turnsMax).containsExactly(10, 25, 30, 50);
        assertThat(limits.rows())
                .extracting(row -> row.budgetUsd().toPlainString())
                .containsExactly("0.50", "5.00", "5.00", "10.00");
        assertThat(Definitions.agent(catalog, "daemion")
                        .orElseThrow()
                        .permissions()
                        .autonomous())
                .contains("Read");
        assertThat(Definitions.agent(catalog, "pulse")).isPresent();
        assertThat(Definitions.mode(catalog, "plan").orElseThrow().requiresApproval())
                .isTrue();
        assertThat(control(catalog, ControlDefinition.Models.class, "models").models())
                .extracting(ControlDefinition.Model::alias)
                .contains("haiku", "sonnet", "opus");
    }

    @Test
    @DisplayName("define every agent and control in a form the kernel can read")
    void everyDefinition() {
        var catalog = catalog();

        catalog.ofType(ExtensionType.AGENT)
                .forEach(agent ->
                        assertThat(Definitions.agent(agent).instructions()).isNotBlank());
        catalog.ofType(ExtensionType.CONTROL)
                .forEach(control -> assertThat(Definitions.control(control)).isNotNull());
    }

    private static <C extends ControlDefinition> C control(Catalog catalog, Class<C> kind, String name) {
        return Objects.requireNonNull(Definitions.controls(catalog, kind).get(name));
    }

    private static Catalog catalog() {
        var ids = new SortableIds(Clock.systemUTC(), new Random(1));
        return new Catalog(
                1,
                FILES.stream()
                        .map(file -> switch (new SeedReader().read(file)) {
                            case Reading.Read<Seed>(var seed) -> view(seed, ids);
                            case Reading.Refused<Seed>(var findings) ->
                                throw new AssertionError(file.path() + " " + findings);
                        })
                        .toList());
    }

    private static ExtensionView view(Seed seed, SortableIds ids) {
        var manifest = seed.manifest();
        return new ExtensionView(
                ExtensionId.next(ids),
                manifest.type(),
                manifest.name(),
                manifest.description(),
                manifest.definition(),
                ExtensionSource.BUILT_IN,
                true,
                ExtensionStatus.ACTIVE,
                1,
                null,
                manifest.permissions(),
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
