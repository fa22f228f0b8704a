package dev.daemion.kernel.extension;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.wire.Json;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A warrant")
class WarrantTest {
    @Test
    @DisplayName("is issued by the catalog for what takes part, with what was approved")
    void isIssued() throws JsonProcessingException {
        var catalog =
                catalog("{\"tools\":[\"Read\"],\"hosts\":[\"*.example.org\"],\"budget_usd\":0.5,\"max_turns\":3}");

        var warrant = catalog.warrant(ExtensionType.COMMAND, "standup").orElseThrow();

        assertThat(warrant.version()).isEqualTo(4);
        assertThat(warrant.permissions())
                .isEqualTo(new Permissions(List.of("Read"), null, List.of("*.example.org"), new BigDecimal("0.5"), 3));
        assertThat(catalog.warrant(ExtensionType.COMMAND, "other")).isEmpty();
        assertThat(catalog.warrant(ExtensionType.JOB, "standup")).isEmpty();
    }

    @Test
    @DisplayName("says nothing where the record says nothing")
    void saysNothing() throws JsonProcessingException {
        assertThat(catalog(null)
                        .warrant(ExtensionType.COMMAND, "standup")
                        .orElseThrow()
                        .permissions())
                .isEqualTo(Permissions.UNSAID);
    }

    @Test
    @DisplayName("comes back from the journal as it was")
    void comesBack() throws JsonProcessingException {
        var warrant = catalog("{\"paths\":{\"write\":[\"~/notes/**\"]}}")
                .warrant(ExtensionType.COMMAND, "standup")
                .orElseThrow();

        assertThat(Json.restore(Json.store(warrant), Warrant.class)).isEqualTo(warrant);
    }

    @Test
    @DisplayName("cannot be made by hand")
    void cannotBeMade() {
        assertThat(Arrays.stream(Warrant.class.getDeclaredConstructors()).map(Constructor::getModifiers))
                .allMatch(Modifier::isPrivate);
    }

    private static Catalog catalog(@Nullable String permissions) throws JsonProcessingException {
        var at = Instant.parse("2026-01-01T00:00:00Z");
        return new Catalog(
                1,
                List.of(new ExtensionView(
                        new ExtensionId("ext_" + "0".repeat(26)),
                        ExtensionType.COMMAND,
                        "standup",
                        "Lists yesterday's threads.",
                        Json.stored().readTree("{\"prefix\":\"/\",\"handler\":\"List them.\"}"),
                        ExtensionSource.AGENT,
                        true,
                        ExtensionStatus.ACTIVE,
                        4,
                        "daemion",
                        permissions == null ? null : Json.stored().readTree(permissions),
                        at,
                        at)));
    }
}
