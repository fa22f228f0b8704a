package dev.daemion.substrate.presentation;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.Notice;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.PushProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.SubstrateHealth;
import dev.daemion.kernel.protocol.WidgetProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.stream.StreamFrame;
import dev.daemion.kernel.stream.StreamSignal;
import dev.daemion.substrate.presentation.push.PushEntity;
import dev.daemion.substrate.presentation.push.PushPorts;
import dev.daemion.substrate.presentation.push.PushText;
import dev.daemion.substrate.presentation.widget.WidgetDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * The hub of everything that is shown live: it brings stored and transient frames into one order, remembers the answers
 * in flight, and gives each reader what it missed and what follows, without gap and without doubles. Whatever concerns
 * devices it hands to {@link DeviceEntity}.
 */
public final class PresentationSubstrate extends AbstractBehavior<PresentationProtocol.Message> {
    private static final Duration STORAGE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);
    private static final int DEVICE_RESTARTS_MAX = 10;

    private final SubstrateRefs refs;
    private final Clock clock;
    private final StreamPlace place;
    private final ActorRef<PresentationProtocol.Message> devices;
    private final ActorRef<PresentationProtocol.Message> notices;
    private final ActorRef<PresentationProtocol.Message> push;
    private final ActorRef<PresentationProtocol.Message> widgets;
    private final Audience audience = new Audience();
    private final RunFeeds feeds = new RunFeeds();
    private boolean isStopping;
    private boolean isWithoutRoom;

    // ---- what it tells itself ----

    private record Missed(
            ActorRef<StreamSignal> reader, @Nullable List<StreamFrame> frames)
            implements PresentationProtocol.Message {}

    private record Gone(ActorRef<StreamSignal> reader) implements PresentationProtocol.Message {}

    private record Sweep() implements PresentationProtocol.Message {}

    /** From the device entity: the device's token no longer works. */
    record DeviceRevoked(DeviceId id) implements PresentationProtocol.Message {}

    /** From the inbox: a person was told something, for the first time. It is in the journal. */
    record NoticePosted(Notice notice) implements PresentationProtocol.Message {}

    /** @param random a cryptographic source: codes, tickets and tokens come from it */
    public static Behavior<PresentationProtocol.Message> create(
            SubstrateRefs refs, Clock clock, IdSource ids, RandomGenerator random, PushPorts push) {
        var place = new StreamPlace();
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new PresentationSubstrate(context, timers, refs, clock, ids, random, place, push)));
    }

    private PresentationSubstrate(
            ActorContext<PresentationProtocol.Message> context,
            TimerScheduler<PresentationProtocol.Message> timers,
            SubstrateRefs refs,
            Clock clock,
            IdSource ids,
            RandomGenerator random,
            StreamPlace place,
            PushPorts ports) {
        super(context);
        this.refs = refs;
        this.clock = clock;
        this.place = place;
        var entity = DeviceEntity.create(refs, clock, ids, random, context.getSelf());
        var supervision = SupervisorStrategy.restart().withLimit(DEVICE_RESTARTS_MAX, Duration.ofMinutes(1));
        devices = context.spawn(Behaviors.supervise(entity).onFailure(Exception.class, supervision), "devices");
        var inbox = NoticeEntity.create(refs, clock, ids, context.getSelf());
        notices = context.spawn(Behaviors.supervise(inbox).onFailure(Exception.class, supervision), "notices");
        // It restarts by its own back-off: without the journal nobody can subscribe, and nothing else suffers.
        push = context.spawn(PushEntity.create(refs, clock, ids, ports), "push");
        widgets = context.spawn(
                Behaviors.supervise(WidgetDesk.create(refs, clock)).onFailure(Exception.class, supervision), "widgets");
        timers.startTimerWithFixedDelay(new Sweep(), SWEEP_INTERVAL);
    }

    @Override
    public Receive<PresentationProtocol.Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(PresentationProtocol.Publish.class, this::publish)
                .onMessage(PresentationProtocol.Deliver.class, this::deliver)
                .onMessage(PresentationProtocol.Announce.class, this::announce)
                .onMessage(PresentationProtocol.RestoreLive.class, this::restoreLive)
                .onMessage(PresentationProtocol.Subscribe.class, this::subscribe)
                .onMessage(Missed.class, this::finishCatchUp)
                .onMessage(PresentationProtocol.Follow.class, this::follow)
                .onMessage(Gone.class, this::forget)
                .onMessage(PresentationProtocol.CloseStreams.class, this::closeStreams)
                .onMessage(PresentationProtocol.Authenticate.class, this::passToDevices)
                .onMessage(PresentationProtocol.IssueCode.class, this::passToDevices)
                .onMessage(PresentationProtocol.IssueTicket.class, this::passToDevices)
                .onMessage(PresentationProtocol.Pair.class, this::passToDevices)
                .onMessage(PresentationProtocol.Devices.class, this::passToDevices)
                .onMessage(PresentationProtocol.RevokeDevice.class, this::passToDevices)
                .onMessage(PresentationProtocol.Notify.class, this::passToNotices)
                .onMessage(PresentationProtocol.ReadNotice.class, this::passToNotices)
                .onMessage(PresentationProtocol.ReadAllNotices.class, this::passToNotices)
                .onMessage(NoticePosted.class, this::handOn)
                .onMessage(PushProtocol.Command.class, this::passToPush)
                .onMessage(WidgetProtocol.Command.class, this::passToWidgets)
                .onMessage(DeviceRevoked.class, this::closeDevice)
                .onMessage(Sweep.class, this::sweep)
                .onMessage(PresentationProtocol.Health.class, this::health)
                .onSignal(PreRestart.class, signal -> closeAll(StreamSignal.Reason.TRY_LATER))
                .onSignal(PostStop.class, signal -> closeAll(StreamSignal.Reason.STOPPING))
                .build();
    }

    // ---- frames in ----

    private Behavior<PresentationProtocol.Message> deliver(PresentationProtocol.Deliver deliver) {
        for (var row : deliver.rows()) {
            if (place.isNew(row.ordering())) {
                deliverRow(row);
            }
        }
        audience.flush();
        return this;
    }

    private void deliverRow(PresentationProtocol.DeliveredRow row) {
        place.enter(row.ordering());
        var feed = row.runId() == null ? null : feeds.get(row.runId());
        for (var frame : row.frames()) {
            place.pass(frame.seq());
            audience.send(frame, row.runId());
            if (feed != null) {
                feed.stored(frame.threadId(), FrameBody.of(frame), clock.millis());
            }
        }
        if (feed != null) {
            feed.enterRow(row.sequenceNr());
            release(feed);
        }
        if (isWithoutRoom) {
            isWithoutRoom = false;
            feeds.all().forEach(this::release);
        }
    }

    private Behavior<PresentationProtocol.Message> publish(PresentationProtocol.Publish publish) {
        var feed = feeds.get(publish.runId());
        if (feed.hasEnded()) {
            return this;
        }
        if (feed.isDue(publish) && place.hasRoom(1)) {
            sendTransient(feed, publish);
            audience.flush();
        } else if (!feed.hold(publish)) {
            getContext().getLog().debug("{} has too many frames that wait for its journal rows", publish.runId());
        }
        isWithoutRoom |= !place.hasRoom(1);
        return this;
    }

    private void release(RunFeed feed) {
        while (feed.isHolding() && place.hasRoom(1)) {
            var due = feed.release(1);
            if (due.isEmpty()) {
                return;
            }
            sendTransient(feed, due.getFirst());
        }
        isWithoutRoom |= !place.hasRoom(1);
    }

    private void sendTransient(RunFeed feed, PresentationProtocol.Publish publish) {
        feed.shown(publish.frame());
        audience.send(rendered(publish.threadId(), publish.frame()), publish.runId());
    }

    private Behavior<PresentationProtocol.Message> announce(PresentationProtocol.Announce announce) {
        if (place.hasRoom(1)) {
            audience.send(rendered(announce.threadId(), announce.frame()), null);
            audience.flush();
        }
        return this;
    }

    private Behavior<PresentationProtocol.Message> restoreLive(PresentationProtocol.RestoreLive restore) {
        var feed = feeds.get(restore.runId());
        feed.restore(restore.threadId(), restore.sequenceNr(), restore.frames());
        release(feed);
        audience.flush();
        return this;
    }

    private StreamFrame rendered(@Nullable ThreadId thread, FrameBody body) {
        long seq = place.next();
        return new StreamFrame(seq, thread, body.type(), body.json(seq));
    }

    // ---- readers ----

    private Behavior<PresentationProtocol.Message> subscribe(PresentationProtocol.Subscribe subscribe) {
        var reader = Reader.of(subscribe);
        if (!admit(reader)) {
            return this;
        }
        var thread = subscribe.threadId();
        long from = place.seq();
        if (subscribe.after() == null || subscribe.after() > from) {
            beginAfresh(reader, subscribe.after() != null);
            return this;
        }
        var replay = replay(thread, subscribe.isExtended());
        var replayed = thread == null
                ? List.<String>of()
                : replay.stream()
                        .filter(frame -> frame.type() == FrameType.START)
                        .flatMap(frame -> MessageIds.of(frame.json()).stream())
                        .toList();
        reader.beginCatchUp(new Reader.CatchingUp(subscribe.after(), from, replay, replayed));
        readMissed(
                reader.ref(),
                new StorageQuery.FramesAfter(subscribe.after(), thread, PresentationProtocol.MISSED_MAX + 1));
        return this;
    }

    /** Nothing of the past but the answers in flight. */
    private void beginAfresh(Reader reader, boolean isReset) {
        var frames = new ArrayList<StreamFrame>();
        frames.add(CatchUp.connected(place.hasRoom(1) ? place.next() : place.seq(), reader.threadId(), isReset));
        frames.addAll(replay(reader.threadId(), reader.isExtended()));
        reader.tell(new StreamSignal.Frames(frames));
    }

    private boolean admit(Reader reader) {
        if (isStopping || audience.isFull()) {
            reader.close(isStopping ? StreamSignal.Reason.STOPPING : StreamSignal.Reason.TRY_LATER);
            return false;
        }
        getContext().watchWith(reader.ref(), new Gone(reader.ref()));
        audience.add(reader);
        return true;
    }

    private List<StreamFrame> replay(@Nullable ThreadId thread, boolean isExtended) {
        var frames = new ArrayList<StreamFrame>();
        if (thread != null) {
            for (var feed : feeds.inFlight(thread)) {
                var shown = feed.shown(isExtended);
                if (place.hasRoom(shown.size())) {
                    shown.forEach(body -> frames.add(rendered(thread, body)));
                }
            }
        }
        return frames;
    }

    private void readMissed(ActorRef<StreamSignal> reader, StorageQuery.FramesAfter query) {
        var answer = AskPattern.<StorageProtocol.Message, StatusReply<List<StreamFrame>>>ask(
                refs.storage(),
                replyTo -> new StorageProtocol.Read<>(query, replyTo),
                STORAGE_TIMEOUT,
                getContext().getSystem().scheduler());
        getContext()
                .pipeToSelf(
                        answer,
                        (reply, failure) ->
                                new Missed(reader, reply != null && reply.isSuccess() ? reply.getValue() : null));
    }

    private Behavior<PresentationProtocol.Message> finishCatchUp(Missed missed) {
        var reader = audience.find(missed.reader());
        var state = reader.map(Reader::endCatchUp).orElse(null);
        if (reader.isEmpty() || state == null) {
            return this;
        }
        if (missed.frames() == null) {
            reader.get().close(StreamSignal.Reason.TRY_LATER);
            audience.remove(missed.reader());
            return this;
        }
        if (CatchUp.isTooFarBehind(state, missed.frames())) {
            beginAfresh(reader.get(), true);
        } else {
            reader.get().tell(new StreamSignal.Frames(CatchUp.assemble(reader.get(), state, missed.frames())));
        }
        return this;
    }

    private Behavior<PresentationProtocol.Message> follow(PresentationProtocol.Follow follow) {
        var reader = Reader.of(follow);
        if (!admit(reader)) {
            return this;
        }
        var shown = feeds.find(follow.runId())
                .map(feed -> feed.shown(follow.isExtended()))
                .orElse(List.of());
        var frames = new ArrayList<StreamFrame>();
        if (place.hasRoom(shown.size() + follow.opening().size())) {
            follow.opening().forEach(body -> frames.add(rendered(follow.threadId(), body)));
            shown.forEach(body -> frames.add(rendered(follow.threadId(), body)));
        }
        if (!frames.isEmpty()) {
            reader.tell(new StreamSignal.Frames(frames));
        }
        return this;
    }

    private Behavior<PresentationProtocol.Message> forget(Gone gone) {
        audience.remove(gone.reader());
        return this;
    }

    private Behavior<PresentationProtocol.Message> closeStreams(PresentationProtocol.CloseStreams close) {
        isStopping = true;
        audience.closeAll(StreamSignal.Reason.STOPPING);
        close.replyTo().tell(StatusReply.success(Done.getInstance()));
        return this;
    }

    private Behavior<PresentationProtocol.Message> closeDevice(DeviceRevoked revoked) {
        audience.closeDevice(revoked.id());
        push.tell(new PushEntity.DeviceGone(revoked.id()));
        return this;
    }

    private Behavior<PresentationProtocol.Message> closeAll(StreamSignal.Reason reason) {
        audience.closeAll(reason);
        audience.close();
        return this;
    }

    // ---- the rest ----

    private Behavior<PresentationProtocol.Message> passToDevices(PresentationProtocol.Command command) {
        devices.tell(command);
        return this;
    }

    private Behavior<PresentationProtocol.Message> passToNotices(PresentationProtocol.Command command) {
        notices.tell(command);
        return this;
    }

    private Behavior<PresentationProtocol.Message> passToPush(PushProtocol.Command command) {
        push.tell(command);
        return this;
    }

    private Behavior<PresentationProtocol.Message> passToWidgets(WidgetProtocol.Command command) {
        widgets.tell(command);
        return this;
    }

    /** The one place where a notice leaves for devices. Live streams get it from the tail. */
    private Behavior<PresentationProtocol.Message> handOn(NoticePosted posted) {
        push.tell(new PushEntity.Deliver(PushText.of(posted.notice())));
        return this;
    }

    private Behavior<PresentationProtocol.Message> sweep(Sweep tick) {
        feeds.sweep(clock.millis());
        return this;
    }

    private Behavior<PresentationProtocol.Message> health(PresentationProtocol.Health health) {
        health.replyTo().tell(new SubstrateHealth("presentation", true, audience.size() + " live streams"));
        return this;
    }
}
