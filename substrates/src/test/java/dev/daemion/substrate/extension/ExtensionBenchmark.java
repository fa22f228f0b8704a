package dev.daemion.substrate.extension;

import dev.daemion.extension.check.Inspection;
import dev.daemion.extension.manifest.Manifest;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.schema.Schemas;
import dev.daemion.extension.seed.Seed;
import dev.daemion.extension.seed.SeedFile;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.extension.seed.SeedReader;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long lists, reseeds and inspections take with 10,000 extensions over a real journal. */
final class ExtensionBenchmark {
    private static final int COUNT = 10_000;
    private static final int LISTS = 300;
    private static final int ROUNDS = 5;

    private static final List<StorageQuery.Extensions> FILTERS = List.of(
            query(null, null, null, null, null),
            query(ExtensionType.COMMAND, true, ExtensionSource.BUILT_IN, ExtensionStatus.ACTIVE, "c99"),
            query(ExtensionType.COMMAND, null, null, null, "nowhere to be found"),
            query(null, null, null, ExtensionStatus.DISABLED, null),
            query(ExtensionType.THEME, null, ExtensionSource.USER, null, null));

    private ExtensionBenchmark() {}

    /** @param arguments a directory to work in */
    public static void main(String[] arguments) throws Exception {
        var seeds = new ArrayList<SeedFile>();
        fill(seeds, "hay");
        long start = System.nanoTime();
        try (var fixture =
                new ExtensionFixture(Path.of(arguments[0]).resolve("daemion.db"), () -> List.copyOf(seeds))) {
            Catalog catalog = fixture.ask(ExtensionProtocol.CurrentCatalog::new);
            say("first start with %,d new seeds: %,.0f ms", catalog.extensions().size(), millis(start));
            for (int round = 0; round < ROUNDS; round++) {
                lists(fixture);
            }
            for (int round = 0; round < ROUNDS; round++) {
                reseed(fixture, "nothing new");
            }
            fill(seeds, "straw");
            reseed(fixture, "every one of them changed");
        }
        try (var fixture =
                new ExtensionFixture(Path.of(arguments[0]).resolve("daemion.db"), () -> List.copyOf(seeds))) {
            fixture.<Catalog>ask(ExtensionProtocol.CurrentCatalog::new);
            fill(seeds, "chaff");
            reseed(fixture, "every one changed, none of them in memory");
        }
        inspections();
    }

    private static void fill(List<SeedFile> seeds, String handler) {
        seeds.clear();
        for (int i = 0; i < COUNT; i++) {
            seeds.add(new SeedFile(
                    "command/c" + i + ".yaml",
                    "type: command\nname: c" + i + "\ndescription: Says " + handler
                            + ".\ndefinition: { prefix: /, handler: " + handler + " }\n"));
        }
    }

    private static StorageQuery.Extensions query(
            @Nullable ExtensionType type,
            @Nullable Boolean enabled,
            @Nullable ExtensionSource source,
            @Nullable ExtensionStatus status,
            @Nullable String text) {
        return new StorageQuery.Extensions(type, enabled, source, status, null, text, null, 50);
    }

    private static void lists(ExtensionFixture fixture) throws IOException {
        var nanos = new long[LISTS];
        for (int i = 0; i < LISTS; i++) {
            long start = System.nanoTime();
            Json.show(fixture.read(FILTERS.get(i % FILTERS.size())).items());
            nanos[i] = System.nanoTime() - start;
        }
        said("list with filters, as JSON (promised: p50 15 ms)", nanos);
    }

    private static void reseed(ExtensionFixture fixture, String what) throws IOException {
        long start = System.nanoTime();
        long cpu = cpuMillis();
        ReseedView result = fixture.ask(ExtensionProtocol.Reseed::new);
        say(
                "reseed of %,d, %s (promised: 2,000 ms): %,.0f ms, of a core %,d ms   load %s",
                result.unchanged().size() + result.changed().size(), what, millis(start), cpuMillis() - cpu, load());
    }

    private static void inspections() throws IOException {
        var inspection = new Inspection(new Schemas());
        var manifests = SeedFiles.packed().read().stream()
                .map(file -> new SeedReader().read(file))
                .map(reading -> ((Reading.Read<Seed>) reading).value().manifest())
                .toList();
        for (int round = 0; round < 2 * ROUNDS; round++) {
            var nanos = new long[manifests.size() * 20];
            int next = 0;
            for (int i = 0; i < 20; i++) {
                for (Manifest manifest : manifests) {
                    long start = System.nanoTime();
                    inspection.inspect(manifest);
                    nanos[next++] = System.nanoTime() - start;
                }
            }
            if (round >= ROUNDS) {
                said("inspection of one record, warm (promised: 2 ms)", nanos);
            }
        }
    }

    private static void said(String what, long[] nanos) throws IOException {
        Arrays.sort(nanos);
        say(
                "%s: p50 %.2f ms, p99 %.2f ms   load %s",
                what, nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6, load());
    }

    /** What this process has used of all cores. */
    private static long cpuMillis() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toMillis();
    }

    private static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** What else the machine has to do: processes that want a core, over the last minute. */
    private static String load() throws IOException {
        return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
    }
}
