package dev.daemion.gateway.metrics;

import dev.daemion.gateway.http.Api;
import dev.daemion.gateway.http.Asks;
import dev.daemion.gateway.http.Endpoint;
import dev.daemion.gateway.http.Exchange;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.DatabaseStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Requests by route template and status, the journal, the JVM, and whatever the substrates count through Micrometer's
 * global registry. No label ever holds an id or text of a user, so the number of series is bounded.
 *
 * <pre>
 * GET /metrics  Prometheus text   200
 * </pre>
 */
public final class Meters implements Api.RequestMeter, AutoCloseable {
    private static final ContentType PROMETHEUS = ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
    private volatile DatabaseStatus database = new DatabaseStatus("", 0, 0, 0, 0);

    private record Series(String method, String template, int status) {}

    public Meters() {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
        gauge("daemion.database.size.bytes", "Bytes of the database file.", DatabaseStatus::sizeBytes);
        gauge("daemion.journal.rows", "Rows in the journal.", DatabaseStatus::journalRowCount);
        gauge("daemion.journal.last.ordering", "Newest row of the journal.", DatabaseStatus::lastOrdering);
        gauge(
                "daemion.journal.tail.lag",
                "Rows the read tables are behind the journal.",
                status -> status.lastOrdering() - status.tailOrdering());
        Metrics.addRegistry(registry);
    }

    @Override
    public void answered(String method, String template, int status, long nanos) {
        timers.computeIfAbsent(new Series(method, template, status), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Series series) {
        return Timer.builder("daemion.http.requests")
                .description("Time from a request's last header to its answer's first byte.")
                .tag("method", series.method())
                .tag("route", series.template())
                .tag("status", Integer.toString(series.status()))
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void gauge(String name, String description, ToDoubleFunction<DatabaseStatus> value) {
        Gauge.builder(name, () -> value.applyAsDouble(database))
                .description(description)
                .register(registry);
    }

    public List<Endpoint> endpoints(Asks asks) {
        return List.of(Endpoint.get("/metrics", exchange -> getMetrics(exchange, asks)));
    }

    /** The database is asked on each scrape; while it does not answer, its last figures stand. */
    private CompletionStage<HttpResponse> getMetrics(Exchange exchange, Asks asks) {
        exchange.query().done();
        return asks.read(new StorageQuery.Database())
                .exceptionally(silent -> database)
                .thenApply(status -> {
                    database = status;
                    return HttpResponse.create()
                            .withEntity(HttpEntities.create(
                                    PROMETHEUS, registry.scrape().getBytes(StandardCharsets.UTF_8)))
                            .addHeader(RawHeader.create("Cache-Control", "no-store"));
                });
    }

    @Override
    public void close() {
        Metrics.removeRegistry(registry);
        garbage.close();
        registry.close();
    }
}
