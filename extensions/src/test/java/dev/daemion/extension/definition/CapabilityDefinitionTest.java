package dev.daemion.extension.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A capability")
class CapabilityDefinitionTest {
    @ParameterizedTest(name = "{0} is for pulse: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "\"*\"|true",
                "[\"*\"]|true",
                "[\"daemion\", \"pulse\"]|true",
                "[\"daemion\"]|false",
                "[\"pulse-two\"]|false"
            })
    @DisplayName("reaches the agents it names, or all of them, and no others")
    void reaches(String agents, boolean isFor) throws IOException {
        var capability = new ExtensionView(
                new ExtensionId("ext_" + "0".repeat(26)),
                ExtensionType.CAPABILITY,
                "careful",
                "Careful.",
                Json.stored().readTree("{\"instructions\":\"x\",\"agents\":" + agents + "}"),
                ExtensionSource.BUILT_IN,
                true,
                ExtensionStatus.ACTIVE,
                1,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
        assertThat(Definitions.capability(capability).isFor("pulse")).isEqualTo(isFor);
        assertThat(Definitions.capability(capability).tools()).isEmpty();
    }
}
