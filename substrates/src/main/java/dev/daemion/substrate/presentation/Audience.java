package dev.daemion.substrate.presentation;

import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import dev.daemion.substrate.metrics.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * All subscribers, and what goes to which: frames that come together are told together, and readers that want the same
 * share one message.
 */
final class Audience implements AutoCloseable {
    static final int READERS_MAX = 1_024;

    private final Level live = new Level("daemion.stream.readers", "Live readers of the stream.");
    private final Map<ActorRef<StreamSignal>, Reader> byRef = new LinkedHashMap<>();
    private final Map<ThreadId, Set<Reader>> byThread = new HashMap<>();
    private final List<Outgoing> outgoing = new ArrayList<>();

    private record Outgoing(StreamFrame frame, @Nullable RunId runId) {}

    int size() {
        return byRef.size();
    }

    boolean isFull() {
        return byRef.size() >= READERS_MAX;
    }

    Optional<Reader> find(ActorRef<StreamSignal> ref) {
        return Optional.ofNullable(byRef.get(ref));
    }

    void add(Reader reader) {
        byRef.put(reader.ref(), reader);
        live.set(byRef.size());
        if (reader.threadId() != null) {
            byThread.computeIfAbsent(reader.threadId(), id -> new LinkedHashSet<>())
                    .add(reader);
        }
    }

    void remove(ActorRef<StreamSignal> ref) {
        var reader = byRef.remove(ref);
        live.set(byRef.size());
        if (reader != null && reader.threadId() != null) {
            byThread.computeIfPresent(reader.threadId(), (id, readers) -> {
                readers.remove(reader);
                return readers.isEmpty() ? null : readers;
            });
        }
    }

    void closeAll(StreamSignal.Reason reason) {
        byRef.values().forEach(reader -> reader.close(reason));
        byRef.clear();
        byThread.clear();
        live.set(0);
    }

    /** Stops being counted. */
    @Override
    public void close() {
        live.close();
    }

    void closeDevice(DeviceId device) {
        for (var reader : List.copyOf(byRef.values())) {
            if (reader.isOf(device)) {
                reader.close(StreamSignal.Reason.REVOKED);
                remove(reader.ref());
            }
        }
    }

    /** Goes out with the next {@link #flush}. */
    void send(StreamFrame frame, @Nullable RunId runId) {
        outgoing.add(new Outgoing(frame, runId));
    }

    void flush() {
        if (outgoing.isEmpty()) {
            return;
        }
        if (outgoing.size() == 1) {
            tellOne(outgoing.getFirst());
        } else {
            tellMany();
        }
        outgoing.clear();
    }

    private void tellOne(Outgoing one) {
        var signal = new StreamSignal.Frames(List.of(one.frame()));
        for (var reader : readersOf(one.frame().threadId())) {
            if (reader.wants(one.frame(), one.runId())) {
                reader.tell(signal);
            }
        }
    }

    private void tellMany() {
        var shared = new HashMap<Reader.Interest, List<StreamFrame>>();
        for (var reader : touched()) {
            var frames = reader.isFollowing()
                    ? wantedBy(reader)
                    : shared.computeIfAbsent(reader.interest(), interest -> wantedBy(reader));
            if (!frames.isEmpty()) {
                reader.tell(new StreamSignal.Frames(frames));
            }
        }
    }

    private Collection<Reader> touched() {
        var readers = new LinkedHashSet<Reader>();
        for (var one : outgoing) {
            if (one.frame().threadId() == null) {
                return byRef.values();
            }
            readers.addAll(readersOf(one.frame().threadId()));
        }
        return readers;
    }

    private Collection<Reader> readersOf(@Nullable ThreadId thread) {
        return thread == null ? byRef.values() : byThread.getOrDefault(thread, Set.of());
    }

    private List<StreamFrame> wantedBy(Reader reader) {
        return outgoing.stream()
                .filter(one -> reader.wants(one.frame(), one.runId()))
                .map(Outgoing::frame)
                .toList();
    }
}
