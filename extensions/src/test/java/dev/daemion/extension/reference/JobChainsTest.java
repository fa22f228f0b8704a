package dev.daemion.extension.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.extension.manifest.DocumentReader;
import dev.daemion.extension.manifest.Reading;
import dev.daemion.kernel.problem.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Chains of jobs")
class JobChainsTest {
    @Test
    @DisplayName("may fork and meet again, and may name what is not there")
    void open() {
        assertThat(JobChains.check(
                        job("a", "chains: [b, c, absent]"),
                        List.of(job("b", "chains: [d]"), job("c", "chains: [d]"), job("d", "chains: []"))))
                .isEmpty();
    }

    @Test
    @DisplayName("that come back are named from end to end, at the key that closes the circle")
    void closed() {
        assertThat(JobChains.check(
                        job("a", "chains: [x, b]"), List.of(job("b", "chains: [c]"), job("c", "chains: [a]"))))
                .hasValueSatisfying(finding -> {
                    assertThat(finding.pointer()).isEqualTo("/definition/chains/1");
                    assertThat(finding.detail()).contains("a → b → c → a");
                });
    }

    @Test
    @DisplayName("that hang on a trigger count like those of chains, from either side and on any end")
    void triggers() {
        var after = job("b", "trigger: { type: chain, job: a, on: failed }");
        assertThat(JobChains.check(job("a", "chains: [c]"), List.of(after))).isEmpty();
        assertThat(JobChains.check(job("a", "trigger: { type: chain, job: b }"), List.of(after)))
                .map(Finding::pointer)
                .hasValue("/definition/trigger/job");
        assertThat(JobChains.check(job("a", "trigger: { type: event, job: b }"), List.of(after)))
                .as("only a trigger of type chain")
                .isEmpty();
    }

    @Test
    @DisplayName("count in every version of the others, and of the job itself only in the one that comes in")
    void versions() {
        var running = job("b", "chains: []");
        var waiting = job("b", "chains: [a]");
        assertThat(JobChains.check(job("a", "chains: [b]"), List.of(running))).isEmpty();
        assertThat(JobChains.check(job("a", "chains: [b]"), List.of(running, waiting)))
                .isPresent();
        assertThat(JobChains.check(job("b", "chains: []"), List.of(job("a", "chains: [b]"), waiting)))
                .isEmpty();
    }

    @Test
    @DisplayName("are refused one by one, so that what was let in never holds a circle")
    void property() {
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var jobs = new ArrayList<JobChains.Job>();
            for (int i = 0; i < 60; i++) {
                var one = job(
                        "j" + random.nextInt(12),
                        random.nextBoolean()
                                ? "chains: [j" + random.nextInt(12) + ", j" + random.nextInt(12) + "]"
                                : "trigger: { type: chain, job: j" + random.nextInt(12) + " }");
                if (JobChains.check(one, jobs).isEmpty()) {
                    jobs.removeIf(other -> other.name().equals(one.name()));
                    jobs.add(one);
                }
            }
            assertThat(jobs).hasSizeGreaterThan(3);
            assertThat(isOrdered(jobs)).as("seed %d: %s", seed, jobs).isTrue();
        }
    }

    /** Without a circle there is always one that nobody fires: taken away again and again, none is left. */
    private static boolean isOrdered(List<JobChains.Job> jobs) {
        record Edge(String from, String to) {}
        var edges = new ArrayList<Edge>();
        for (var job : jobs) {
            job.definition().path("chains").forEach(next -> edges.add(new Edge(job.name(), next.asText())));
            if (job.definition().has("trigger")) {
                edges.add(new Edge(job.definition().at("/trigger/job").asText(), job.name()));
            }
        }
        while (edges.removeIf(
                edge -> edges.stream().noneMatch(other -> other.to().equals(edge.from())))) {
            // until nothing changes
        }
        return edges.isEmpty();
    }

    private static JobChains.Job job(String name, String definition) {
        return switch (DocumentReader.read(definition)) {
            case Reading.Read<JsonNode>(var value) -> new JobChains.Job(name, value);
            case Reading.Refused<JsonNode>(var findings) -> throw new AssertionError(findings);
        };
    }
}
