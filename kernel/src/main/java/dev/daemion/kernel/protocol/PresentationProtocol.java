package dev.daemion.kernel.protocol;

import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.NoticeDraft;
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
 * What other actors may say to the presentation substrate: streams, paired devices, notices. Behaviour:
 * {@code PresentationSubstrate}.
 */
public interface PresentationProtocol {
    /** A reader that missed more stored frames than this reloads instead. */
    int MISSED_MAX = 5_000;

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

    /**
     * Frames of journal rows, from the tail only, in journal order. Rows without frames are delivered too: they move
     * the stream's place on and release what waits for them. A row that was delivered before is skipped.
     */
    record Deliver(List<DeliveredRow> rows) implements Command {
        public Deliver {
            rows = List.copyOf(rows);
        }
    }

    /**
     * @param runId the run whose journal row it is, null for every other entity
     * @param sequenceNr the row's number within its entity
     */
    record DeliveredRow(long ordering, @Nullable RunId runId, long sequenceNr, List<StreamFrame> frames) {
        public DeliveredRow {
            frames = List.copyOf(frames);
        }
    }

    /**
     * After a restart: what an answer that still waits for an approval has shown so far, so that a new reader sees it
     * from its start. The first frame is its {@code start}.
     *
     * @param sequenceNr the run's last journal row, which these frames include
     */
    record RestoreLive(ThreadId threadId, RunId runId, long sequenceNr, List<FrameBody> frames) implements Command {
        public RestoreLive {
            frames = List.copyOf(frames);
        }
    }

    /**
     * From now on {@code subscriber} gets {@code connected}, what it missed since {@code after}, the answer in flight
     * from its start, and everything that follows. It is removed when it stops.
     *
     * @param threadId null for the global frames only
     * @param after the newest place the reader has seen; null when it wants nothing of the past. When more than
     *     {@link #MISSED_MAX} frames are missing, or the place lies in the future (another journal), {@code connected}
     *     says {@code "reset":true}, nothing of the past follows, and the reader loads its state anew
     */
    record Subscribe(
            @Nullable ThreadId threadId,
            @Nullable Long after,
            boolean isExtended,
            @Nullable DeviceId deviceId,
            ActorRef<StreamSignal> subscriber)
            implements Command {}

    /**
     * From now on {@code subscriber} gets {@code opening}, then everything of one run from its start, also when the run
     * has not begun or has ended less than a minute ago. Of everything else it gets only what names the run. The reader
     * leaves when the run's end has come.
     */
    record Follow(
            ThreadId threadId,
            RunId runId,
            List<FrameBody> opening,
            boolean isExtended,
            @Nullable DeviceId deviceId,
            ActorRef<StreamSignal> subscriber)
            implements Command {
        public Follow {
            opening = List.copyOf(opening);
        }
    }

    /** The gateway stops: every subscription ends, and so does every later one. Answered when all were told. */
    record CloseStreams(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** A fresh six-digit code; the one before it no longer works. */
    record IssueCode(ActorRef<StatusReply<IssuedCode>> replyTo) implements Command {}

    record IssuedCode(String code, Instant expiresAt) {}

    /** A single-use ticket for a browser on this machine, valid for 60 s. */
    record IssueTicket(ActorRef<StatusReply<IssuedTicket>> replyTo) implements Command {}

    record IssuedTicket(String ticket, Instant expiresAt) {}

    /**
     * Pairs a device by code or ticket.
     *
     * @param name 1 to 100 characters, none of them a control character
     *     <p>Refused: UNAUTHORIZED, PAIRING_LOCKED, VALIDATION_FAILED, TOO_MANY.
     */
    record Pair(String secret, String name, ActorRef<StatusReply<PairedDevice>> replyTo) implements Command {}

    /** @param token shown this once, stored as its {@link dev.daemion.kernel.device.DeviceToken#hash} */
    record PairedDevice(DeviceId id, String token) {
        @Override
        public String toString() {
            return "PairedDevice[" + id + "]";
        }
    }

    /** Whose token this is; empty for nobody's. Notes that the device was seen. */
    record Authenticate(String tokenHash, ActorRef<StatusReply<Optional<DeviceView>>> replyTo) implements Command {}

    record Devices(ActorRef<StatusReply<List<DeviceView>>> replyTo) implements Command {}

    /**
     * Its token no longer works and its live streams are closed. Refused: DEVICE_NOT_FOUND.
     *
     * @param by name of the device that revokes it
     */
    record RevokeDevice(DeviceId id, String by, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /**
     * Tells a person something: it goes into the inbox and out as a {@code notification} frame, and from there to
     * devices. The same kind and subject within a minute is counted instead of told again. Answered when it is
     * journalled. Refused: TOO_MANY, for messages only (see {@code NoticeEntity} for the bounds).
     *
     * @param inboxOnly true for what devices whose page is closed need not be woken for
     */
    record Notify(NoticeDraft draft, boolean inboxOnly, ActorRef<StatusReply<Done>> replyTo) implements Command {
        public Notify(NoticeDraft draft, ActorRef<StatusReply<Done>> replyTo) {
            this(draft, false, replyTo);
        }
    }

    /** A person saw it. Doing it twice changes nothing. Answered when readers see it. Refused: NOT_FOUND. */
    record ReadNotice(NoticeId id, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** A person saw all there are. Answered when readers see it. */
    record ReadAllNotices(ActorRef<StatusReply<Done>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
