package dev.daemion.gateway.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table a benchmark prints: a line per round, and at the end the median of the rounds. */
final class Rounds {
    private final String title;
    private final List<Double> typical = new ArrayList<>();
    private final List<Double> worst = new ArrayList<>();

    Rounds(String title, String bound) {
        this.title = title;
        System.out.printf("%n%s (promised: %s)%n", title, bound);
    }

    void add(Times times) {
        typical.add(times.percentileMillis(0.50));
        worst.add(times.percentileMillis(0.99));
        System.out.printf("  %s   %,7d measured   load %s%n", times, times.count(), load());
    }

    void add(double perSecond) {
        typical.add(perSecond);
        System.out.printf(Locale.ROOT, "  %,9.0f/s   load %s%n", perSecond, load());
    }

    void end() {
        if (worst.isEmpty()) {
            System.out.printf(Locale.ROOT, "= %s: median %,.0f/s%n", title, median(typical));
        } else {
            System.out.printf(
                    Locale.ROOT, "= %s: p50 %.2f ms, p99 %.2f ms (medians)%n", title, median(typical), median(worst));
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** What else the machine has to do: processes that want a core, over the last minute. */
    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
        } catch (IOException e) {
            return "unknown";
        }
    }
}
