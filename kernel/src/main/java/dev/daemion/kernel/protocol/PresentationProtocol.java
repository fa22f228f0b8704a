package dev.daemion.kernel.protocol;

import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What other actors may say to the presentation substrate: streams, subscriptions, paired devices. Behaviour:
 * {@code PresentationSubstrate}.
 */
public interface PresentationProtocol {
    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /**
     * A transient frame of a run (a delta). It goes out after the frames of the run's journal rows up to
     * {@code afterSequenceNr}, so that what is streamed and what is stored keep their order.
     */
    record Publish(ThreadId threadId, RunId runId, long afterSequenceNr, FrameBody frame) implements Command {}

    /** A transient frame without a run; null thread means everybody. */
    record Announce(@Nullable ThreadId threadId, FrameBody frame) implements Command {}

    /** Frames of journal rows, from the tail only, in journal order. */
    record Deliver(List<DeliveredRow> rows) implements Command {
        public Deliver {
            rows = List.copyOf(rows);
        }
    }

    /**
     * @param runId the run whose journal row it is, null for every other entity
     * @param sequenceNr the row's number within its entity
     */
    record DeliveredRow(long ordering, @Nullable RunId runId, long sequenceNr, List<StreamFrame> frames) {}

    /**
     * After a restart: what an answer that still waits for an approval has shown so far, so that a new reader sees it
     * from its start.
     */
    record RestoreLive(ThreadId threadId, RunId runId, List<FrameBody> frames) implements Command {}

    /**
     * From now on {@code subscriber} gets {@code connected}, what it missed since {@code after}, the answer in flight
     * from its start, and everything that follows. It is removed when it stops.
     */
    record Subscribe(
            @Nullable ThreadId threadId,
            @Nullable Long after,
            boolean isExtended,
            @Nullable DeviceId deviceId,
            ActorRef<StreamSignal> subscriber)
            implements Command {}

    /** A fresh six-digit code; the one before it no longer works. */
    record IssueCode(ActorRef<StatusReply<IssuedCode>> replyTo) implements Command {}

    record IssuedCode(String code, Instant expiresAt) {}

    /** A single-use ticket for a browser on this machine, valid for 60 s. */
    record IssueTicket(ActorRef<StatusReply<IssuedTicket>> replyTo) implements Command {}

    record IssuedTicket(String ticket, Instant expiresAt) {}

    /** Pairs a device by code or ticket. Refused: UNAUTHORIZED, PAIRING_LOCKED. */
    record Pair(String secret, String name, ActorRef<StatusReply<PairedDevice>> replyTo) implements Command {}

    /** @param token shown this once, stored as a hash */
    record PairedDevice(DeviceId id, String token) {
        @Override
        public String toString() {
            return "PairedDevice[" + id + "]";
        }
    }

    /** Whose token this is; empty for nobody's. Notes that the device was seen. */
    record Authenticate(String tokenHash, ActorRef<StatusReply<Optional<DeviceView>>> replyTo) implements Command {}

    record Devices(ActorRef<StatusReply<List<DeviceView>>> replyTo) implements Command {}

    /** Its token no longer works and its live streams are closed. Refused: DEVICE_NOT_FOUND. */
    record RevokeDevice(DeviceId id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
