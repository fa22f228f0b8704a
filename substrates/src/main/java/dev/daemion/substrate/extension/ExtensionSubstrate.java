package dev.daemion.substrate.extension;

import dev.daemion.extension.manifest.Reading;
import dev.daemion.extension.seed.Seed;
import dev.daemion.extension.seed.SeedFile;
import dev.daemion.extension.seed.SeedFiles;
import dev.daemion.extension.seed.SeedReader;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.SubstrateHealth;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;

/** Keeps the catalog of what takes part and tells those who watch it. */
public final class ExtensionSubstrate {
    private static final int STASH_MAX = 10_000;
    private static final String NAME = "extension";

    private final ActorContext<ExtensionProtocol.Message> context;
    private final Catalog catalog;
    private final List<String> failures;
    private final Set<ActorRef<Catalog>> watchers = new HashSet<>();

    private record Loaded(List<ExtensionView> extensions, List<String> failures) implements ExtensionProtocol.Message {}

    private record LoadFailed(Throwable cause) implements ExtensionProtocol.Message {}

    private record WatcherGone(ActorRef<Catalog> watcher) implements ExtensionProtocol.Message {}

    /**
     * @param refs read while handling messages only
     * @param seeds where the built-in extensions are
     * @param blocking runs what reads files
     */
    public static Behavior<ExtensionProtocol.Message> create(
            SubstrateRefs refs, SeedFiles seeds, Clock clock, IdSource ids, Executor blocking) {
        return Behaviors.setup(context -> Behaviors.withStash(STASH_MAX, stash -> {
            context.pipeToSelf(
                    CompletableFuture.supplyAsync(() -> load(seeds, clock, ids), blocking),
                    (loaded, failure) -> failure == null ? loaded : new LoadFailed(failure));
            return loading(context, stash);
        }));
    }

    private ExtensionSubstrate(ActorContext<ExtensionProtocol.Message> context, Loaded loaded) {
        this.context = context;
        this.catalog = new Catalog(1, loaded.extensions());
        this.failures = loaded.failures();
    }

    private static Behavior<ExtensionProtocol.Message> loading(
            ActorContext<ExtensionProtocol.Message> context, StashBuffer<ExtensionProtocol.Message> stash) {
        return Behaviors.receive(ExtensionProtocol.Message.class)
                .onMessage(Loaded.class, loaded -> {
                    loaded.failures().forEach(failure -> context.getLog().warn("seed refused: {}", failure));
                    return stash.unstashAll(new ExtensionSubstrate(context, loaded).ready());
                })
                .onMessage(LoadFailed.class, failed -> {
                    throw new IllegalStateException("the seeds cannot be read", failed.cause());
                })
                .onMessage(ExtensionProtocol.Health.class, health -> {
                    health.replyTo().tell(new SubstrateHealth(NAME, true, "reading the built-in extensions"));
                    return Behaviors.same();
                })
                .onAnyMessage(message -> {
                    stash.stash(message);
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<ExtensionProtocol.Message> ready() {
        return Behaviors.receive(ExtensionProtocol.Message.class)
                .onMessage(ExtensionProtocol.Watch.class, this::watch)
                .onMessage(ExtensionProtocol.CurrentCatalog.class, query -> {
                    query.replyTo().tell(StatusReply.success(catalog));
                    return Behaviors.same();
                })
                .onMessage(WatcherGone.class, gone -> {
                    watchers.remove(gone.watcher());
                    return Behaviors.same();
                })
                .onMessage(ExtensionProtocol.Health.class, this::health)
                .build();
    }

    private Behavior<ExtensionProtocol.Message> watch(ExtensionProtocol.Watch command) {
        if (watchers.add(command.watcher())) {
            context.watchWith(command.watcher(), new WatcherGone(command.watcher()));
        }
        command.watcher().tell(catalog);
        return Behaviors.same();
    }

    private Behavior<ExtensionProtocol.Message> health(ExtensionProtocol.Health query) {
        var detail = catalog.extensions().size() + " extensions take part"
                + (failures.isEmpty() ? "" : ", " + failures.size() + " seeds were refused");
        query.replyTo().tell(new SubstrateHealth(NAME, true, detail));
        return Behaviors.same();
    }

    private static Loaded load(SeedFiles seeds, Clock clock, IdSource ids) {
        var reader = new SeedReader();
        var extensions = new ArrayList<ExtensionView>();
        var failures = new ArrayList<String>();
        for (SeedFile file : seeds.read()) {
            switch (reader.read(file)) {
                case Reading.Read<Seed>(var seed) -> {
                    if (takesPart(seed)) {
                        extensions.add(view(seed, clock, ids));
                    }
                }
                case Reading.Refused<Seed>(var findings) ->
                    findings.forEach(
                            finding -> failures.add(file.path() + " " + finding.pointer() + ": " + finding.detail()));
            }
        }
        return new Loaded(extensions, failures);
    }

    private static boolean takesPart(Seed seed) {
        var enabled = seed.manifest().enabled();
        return enabled == null ? seed.manifest().type() != ExtensionType.JOB : enabled;
    }

    private static ExtensionView view(Seed seed, Clock clock, IdSource ids) {
        var manifest = seed.manifest();
        var now = clock.instant();
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
                now,
                now);
    }
}
