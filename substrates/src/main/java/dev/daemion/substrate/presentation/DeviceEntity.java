package dev.daemion.substrate.presentation;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.device.DeviceToken;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.id.IdSource;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;

/**
 * All paired devices: who they are, how one becomes one, and whose a token is. One entity, because a person has a few.
 * It takes the device commands of {@link PresentationProtocol} as they are.
 */
final class DeviceEntity
        extends EventSourcedBehaviorWithEnforcedReplies<PresentationProtocol.Message, DeviceEvent, DeviceState> {
    private static final PersistenceId ID = PersistenceId.ofUniqueId("devices");
    private static final Duration SEEN_WRITTEN_EVERY = Duration.ofHours(6);
    private static final int SNAPSHOT_EVERY = 100;
    private static final int SNAPSHOTS_KEPT = 2;
    private static final int NAME_LENGTH_MAX = 100;

    private final SubstrateRefs refs;
    private final Clock clock;
    private final IdSource ids;
    private final RandomGenerator random;
    private final ActorRef<PresentationProtocol.Message> hub;
    private final PairingDesk desk;
    private final Map<DeviceId, Instant> lastSeen = new HashMap<>();

    static Behavior<PresentationProtocol.Message> create(
            SubstrateRefs refs,
            Clock clock,
            IdSource ids,
            RandomGenerator random,
            ActorRef<PresentationProtocol.Message> hub) {
        return Behaviors.setup(context -> new DeviceEntity(refs, clock, ids, random, hub));
    }

    private DeviceEntity(
            SubstrateRefs refs,
            Clock clock,
            IdSource ids,
            RandomGenerator random,
            ActorRef<PresentationProtocol.Message> hub) {
        super(ID);
        this.refs = refs;
        this.clock = clock;
        this.ids = ids;
        this.random = random;
        this.hub = hub;
        this.desk = new PairingDesk(clock, random);
    }

    @Override
    public DeviceState emptyState() {
        return DeviceState.empty();
    }

    @Override
    public CommandHandlerWithReply<PresentationProtocol.Message, DeviceEvent, DeviceState> commandHandler() {
        return newCommandHandlerWithReplyBuilder()
                .forAnyState()
                .onCommand(PresentationProtocol.Authenticate.class, this::authenticate)
                .onCommand(PresentationProtocol.IssueCode.class, this::issueCode)
                .onCommand(PresentationProtocol.IssueTicket.class, this::issueTicket)
                .onCommand(PresentationProtocol.Pair.class, this::pair)
                .onCommand(PresentationProtocol.Devices.class, this::list)
                .onCommand(PresentationProtocol.RevokeDevice.class, this::revoke)
                .build();
    }

    @Override
    public EventHandler<DeviceState, DeviceEvent> eventHandler() {
        return DeviceState::apply;
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT);
    }

    private ReplyEffect<DeviceEvent, DeviceState> authenticate(
            DeviceState state, PresentationProtocol.Authenticate command) {
        var found = state.byToken(command.tokenHash());
        if (found.isEmpty()) {
            return Effect().reply(command.replyTo(), StatusReply.success(Optional.empty()));
        }
        var device = found.get();
        var now = clock.instant();
        lastSeen.put(device.id(), now);
        var answer = StatusReply.success(Optional.of(device.view(now)));
        if (device.seenAt() != null && now.isBefore(device.seenAt().plus(SEEN_WRITTEN_EVERY))) {
            return Effect().reply(command.replyTo(), answer);
        }
        return Effect()
                .persist(new DeviceEvent.Seen(device.id(), now))
                .thenRun(next -> nudge())
                .thenReply(command.replyTo(), next -> answer);
    }

    private ReplyEffect<DeviceEvent, DeviceState> issueCode(DeviceState state, PresentationProtocol.IssueCode command) {
        return Effect().reply(command.replyTo(), StatusReply.success(desk.issueCode()));
    }

    private ReplyEffect<DeviceEvent, DeviceState> issueTicket(
            DeviceState state, PresentationProtocol.IssueTicket command) {
        return Effect().reply(command.replyTo(), StatusReply.success(desk.issueTicket()));
    }

    private ReplyEffect<DeviceEvent, DeviceState> pair(DeviceState state, PresentationProtocol.Pair command) {
        if (!isName(command.name())) {
            return refusePair(
                    command,
                    new Problem(
                            ProblemCode.VALIDATION_FAILED,
                            "a device name has 1 to " + NAME_LENGTH_MAX + " characters and no control characters"));
        }
        if (state.isFull()) {
            return refusePair(
                    command,
                    new Problem(
                            ProblemCode.TOO_MANY,
                            DeviceState.DEVICES_MAX + " devices are paired; revoke one you no longer use first"));
        }
        var refusal = desk.redeem(command.secret());
        if (refusal.isPresent()) {
            return refusePair(command, refusal.get());
        }
        var id = DeviceId.next(ids);
        var token = DeviceToken.next(random);
        return Effect()
                .persist(new DeviceEvent.Paired(id, command.name(), DeviceToken.hash(token), clock.instant()))
                .thenRun(next -> nudge())
                .thenReply(
                        command.replyTo(),
                        next -> StatusReply.success(new PresentationProtocol.PairedDevice(id, token)));
    }

    private ReplyEffect<DeviceEvent, DeviceState> refusePair(PresentationProtocol.Pair command, Problem problem) {
        return Effect().reply(command.replyTo(), StatusReply.error(problem));
    }

    private ReplyEffect<DeviceEvent, DeviceState> list(DeviceState state, PresentationProtocol.Devices command) {
        var views = state.devices().stream()
                .map(device -> device.view(lastSeen.get(device.id())))
                .toList();
        return Effect().reply(command.replyTo(), StatusReply.success(views));
    }

    private ReplyEffect<DeviceEvent, DeviceState> revoke(DeviceState state, PresentationProtocol.RevokeDevice command) {
        if (state.byId(command.id()).isEmpty()) {
            var problem = new Problem(ProblemCode.DEVICE_NOT_FOUND, "no device " + command.id() + " is paired");
            return Effect().reply(command.replyTo(), StatusReply.error(problem));
        }
        return Effect()
                .persist(new DeviceEvent.Revoked(command.id(), command.by(), clock.instant()))
                .thenRun(next -> {
                    lastSeen.remove(command.id());
                    hub.tell(new PresentationSubstrate.DeviceRevoked(command.id()));
                    nudge();
                })
                .thenReply(command.replyTo(), next -> StatusReply.success(Done.getInstance()));
    }

    private static boolean isName(String name) {
        return !name.isBlank()
                && name.length() <= NAME_LENGTH_MAX
                && name.chars().noneMatch(Character::isISOControl);
    }

    private void nudge() {
        refs.storage().tell(new StorageProtocol.Nudge());
    }
}
