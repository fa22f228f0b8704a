package dev.daemion.substrate.presentation.widget;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ExtensionProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.WidgetProtocol.ReadWidget;
import dev.daemion.kernel.protocol.WidgetProtocol.WidgetData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Reads what widgets show, each at most once at a time and no oftener than it says. A source that fails is a refusal
 * with a sentence, kept for a moment too, so that a page that asks again and again does not hammer it.
 */
public final class WidgetDesk extends AbstractBehavior<PresentationProtocol.Message> {
    /** Widgets whose answers are kept; the one longest unasked makes room. */
    static final int KEPT_MAX = 200;
    /** Who waits for one reading at once. */
    static final int WAITING_MAX = 200;
    /** How long a failure is not tried again. */
    static final Duration FAILED_FOR = Duration.ofSeconds(5);

    private static final Duration ASK_WITHIN = Duration.ofSeconds(10);
    /** Longer than any question to a substrate, shorter than the patience of who asks. */
    private static final Duration SOURCE_WITHIN = Duration.ofSeconds(12);

    private static final int REFRESH_SECONDS_DEFAULT = 60;

    private final Clock clock;
    private final Asks asks;
    private final SubstrateRefs refs;
    private final WidgetSources sources;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Found(
            ReadWidget question,
            @Nullable Catalog catalog,
            @Nullable Throwable failure) implements PresentationProtocol.Message {}

    private record ReadingEnded(
            Entry entry, @Nullable JsonNode data, @Nullable Throwable failure)
            implements PresentationProtocol.Message {}

    /** What is known of one widget in one version. */
    private static final class Entry {
        final ExtensionView widget;
        final List<ActorRef<StatusReply<WidgetData>>> waiting = new ArrayList<>();
        boolean isReading;

        @Nullable
        StatusReply<WidgetData> answer;

        Instant freshUntil = Instant.MIN;

        Entry(ExtensionView widget) {
            this.widget = widget;
        }
    }

    public static Behavior<PresentationProtocol.Message> create(SubstrateRefs refs, Clock clock) {
        return Behaviors.setup(context -> new WidgetDesk(context, refs, clock));
    }

    private WidgetDesk(ActorContext<PresentationProtocol.Message> context, SubstrateRefs refs, Clock clock) {
        super(context);
        this.clock = clock;
        this.refs = refs;
        this.asks = new Asks(context.getSystem().scheduler(), ASK_WITHIN);
        this.sources = new WidgetSources(asks, refs, clock);
    }

    @Override
    public Receive<PresentationProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(ReadWidget.class, this::find)
                .onMessage(Found.class, this::found)
                .onMessage(ReadingEnded.class, this::readingEnded)
                .build();
    }

    private Behavior<PresentationProtocol.Message> find(ReadWidget question) {
        getContext()
                .pipeToSelf(
                        asks.<ExtensionProtocol.Message, Catalog>ask(
                                refs.extension(), ExtensionProtocol.CurrentCatalog::new),
                        (catalog, failure) -> new Found(question, catalog, failure));
        return this;
    }

    private Behavior<PresentationProtocol.Message> found(Found found) {
        var replyTo = found.question().replyTo();
        if (found.catalog() == null) {
            replyTo.tell(StatusReply.error(Asks.cause(cause(found.failure()))));
            return this;
        }
        var name = found.question().name();
        var widget = found.catalog().find(ExtensionType.WIDGET, name);
        if (widget.isEmpty()) {
            entries.remove(name);
            replyTo.tell(StatusReply.error(new Problem(
                    ProblemCode.EXTENSION_NOT_FOUND,
                    "there is no active widget '" + name + "': GET /widgets lists them")));
        } else {
            answer(entry(widget.get()), replyTo);
        }
        return this;
    }

    private Entry entry(ExtensionView widget) {
        var known = entries.get(widget.name());
        if (known == null || !known.widget.equals(widget)) {
            // Who waits for the version before gets its answer when it comes, and nobody after them.
            known = new Entry(widget);
            entries.put(widget.name(), known);
            if (entries.size() > KEPT_MAX) {
                entries.remove(entries.keySet().iterator().next());
            }
        }
        return known;
    }

    private void answer(Entry entry, ActorRef<StatusReply<WidgetData>> replyTo) {
        if (entry.answer != null && clock.instant().isBefore(entry.freshUntil)) {
            replyTo.tell(entry.answer);
            return;
        }
        if (entry.waiting.size() >= WAITING_MAX) {
            replyTo.tell(StatusReply.error(new Problem(
                    ProblemCode.TOO_MANY, WAITING_MAX + " wait for the widget " + entry.widget.name() + " already")));
            return;
        }
        entry.waiting.add(replyTo);
        if (!entry.isReading) {
            entry.isReading = true;
            var reading = sources.read(entry.widget)
                    .toCompletableFuture()
                    .orTimeout(SOURCE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            getContext().pipeToSelf(reading, (data, failure) -> new ReadingEnded(entry, data, failure));
        }
    }

    private Behavior<PresentationProtocol.Message> readingEnded(ReadingEnded ended) {
        var entry = ended.entry();
        var now = clock.instant();
        var refresh = Duration.ofSeconds(
                entry.widget.definition().path("refreshSeconds").asInt(REFRESH_SECONDS_DEFAULT));
        if (ended.data() != null) {
            entry.freshUntil = now.plus(refresh);
            entry.answer = StatusReply.success(
                    new WidgetData(entry.widget.name(), entry.widget.version(), now, entry.freshUntil, ended.data()));
        } else {
            entry.freshUntil = now.plus(refresh.compareTo(FAILED_FOR) < 0 ? refresh : FAILED_FOR);
            entry.answer = StatusReply.error(refusal(entry.widget, cause(ended.failure())));
        }
        entry.isReading = false;
        for (var replyTo : entry.waiting) {
            replyTo.tell(entry.answer);
        }
        entry.waiting.clear();
        return this;
    }

    private Problem refusal(ExtensionView widget, Throwable failure) {
        if (failure instanceof CompletionException && failure.getCause() != null) {
            return refusal(widget, failure.getCause());
        }
        return switch (failure) {
            case Problem problem -> problem;
            case TimeoutException late ->
                new Problem(
                        ProblemCode.SOURCE_FAILED,
                        "the source of the widget " + widget.name() + " did not answer within "
                                + SOURCE_WITHIN.toSeconds() + " s");
            case Throwable unexpected -> {
                getContext().getLog().warn("the source of the widget {} failed", widget.name(), unexpected);
                yield new Problem(
                        ProblemCode.SOURCE_FAILED,
                        "the source of the widget " + widget.name() + " failed; the log has the cause");
            }
        };
    }

    private static Throwable cause(@Nullable Throwable failure) {
        return failure == null ? new IllegalStateException("no answer") : failure;
    }
}
