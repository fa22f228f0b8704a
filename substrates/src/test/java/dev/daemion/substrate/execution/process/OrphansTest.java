package dev.daemion.substrate.execution.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Children that a killed gateway left behind")
final class OrphansTest {
    private static Process marked(long gateway) throws IOException {
        var builder = new ProcessBuilder("sleep", "60");
        builder.environment().put(Family.MARK, gateway + "-1-1");
        return builder.start();
    }

    @Test
    @DisplayName("end at the next start; those of a gateway that lives are let be")
    void ended() throws Exception {
        assumeThat(Files.isDirectory(Path.of("/proc"))).isTrue();
        var gone = new ProcessBuilder("true").start();
        gone.waitFor();
        var orphan = marked(gone.pid());
        var own = marked(ProcessHandle.current().pid());
        try {
            assertThat(Orphans.end()).contains(orphan.pid()).doesNotContain(own.pid());
            assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(own.isAlive()).isTrue();
        } finally {
            orphan.destroyForcibly();
            own.destroyForcibly();
        }
    }
}
