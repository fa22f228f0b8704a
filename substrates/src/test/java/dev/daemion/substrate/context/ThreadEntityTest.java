package dev.daemion.substrate.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.conversation.Role;
import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.conversation.TurnStatus;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.SortableIds;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol.TurnPost;
import dev.daemion.kernel.run.RunRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A thread")
class ThreadEntityTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T09:00:00Z"), ZoneOffset.UTC);
    private static final ThreadSettings SETTINGS = new ThreadSettings("Hello", "daemion", null, "plan", null, false);
    private static ActorTestKit kit;

    private final SortableIds ids = new SortableIds(CLOCK, new Random(1));
    private final ThreadId id = ThreadId.next(ids);
    private EventSourcedBehaviorTestKit<ThreadEntity.Command, ThreadEvent, ThreadState> thread;

    @BeforeAll
    static void start() {
        kit = ActorTestKit.create(EventSourcedBehaviorTestKit.config());
    }

    @AfterAll
    static void stop() {
        kit.shutdownTestKit();
    }

    @BeforeEach
    void spawn() {
        thread = EventSourcedBehaviorTestKit.create(
                kit.system(),
                ThreadEntity.create(id, CLOCK, () -> {}, () -> {}),
                EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyCommands(false));
    }

    private ThreadEntity.PostIds names() {
        return new ThreadEntity.PostIds(TurnId.next(ids), TurnId.next(ids), RunId.next(ids));
    }

    private static TurnPost saying(String content) {
        return new TurnPost(null, content, List.of(), null, null, null, null);
    }

    private StatusReply<ThreadEntity.Posted> post(String content, @Nullable ThreadSettings createWith) {
        return thread.<StatusReply<ThreadEntity.Posted>>runCommand(
                        replyTo -> new ThreadEntity.Post(saying(content), names(), createWith, null, null, replyTo))
                .reply();
    }

    private static RunRequest sure(@Nullable RunRequest request) {
        return Objects.requireNonNull(request);
    }

    private static ProblemCode refusal(StatusReply<?> reply) {
        return ((Problem) reply.getError()).code();
    }

    @Nested
    @DisplayName("that does not exist")
    class Absent {
        @Test
        @DisplayName("is let go like any other, without a failure")
        void stops() {
            var letGo = kit.<String>createTestProbe();
            var entity = kit.spawn(ThreadEntity.create(
                    id, CLOCK, () -> {}, () -> letGo.getRef().tell("let go")));
            entity.tell(new ThreadEntity.Idle());
            letGo.expectMessage("let go");
            entity.tell(new ThreadEntity.Stop());
            letGo.expectTerminated(entity, Duration.ofSeconds(3));
        }

        @Test
        @DisplayName("refuses a message with THREAD_NOT_FOUND and journals nothing")
        void refuses() {
            var result = thread.<StatusReply<ThreadEntity.Posted>>runCommand(
                    replyTo -> new ThreadEntity.Post(saying("hi"), names(), null, null, null, replyTo));
            assertThat(refusal(result.reply())).isEqualTo(ProblemCode.THREAD_NOT_FOUND);
            assertThat(result.hasNoEvents()).isTrue();
        }

        @Test
        @DisplayName("is made by the message itself, which begins at once")
        void isMadeByMessage() {
            var posted = post("hi", SETTINGS).getValue();
            assertThat(posted.turn().status()).isEqualTo(TurnStatus.COMPLETE);
            assertThat(posted.turn().role()).isEqualTo(Role.USER);
            assertThat(posted.begun()).isNotNull();
            assertThat(sure(posted.begun()).content()).isEqualTo("hi");
        }
    }

    @Nested
    @DisplayName("that answers")
    class Answering {
        private RunId running;

        @BeforeEach
        void begin() {
            running = sure(post("first", SETTINGS).getValue().begun()).id();
        }

        @Test
        @DisplayName("keeps what comes meanwhile as queued and begins nothing")
        void queues() {
            var posted = post("second", null).getValue();
            assertThat(posted.turn().status()).isEqualTo(TurnStatus.QUEUED);
            assertThat(posted.begun()).isNull();
        }

        @Test
        @DisplayName("begins the next message in order when its run has ended, after a restart too")
        void beginsNext() {
            post("second", null);
            post("third", null);
            thread.restart();
            assertThat(sure(end(running).begun()).content()).isEqualTo("second");
        }

        @Test
        @DisplayName("takes back what waits, once, and goes on with the rest, after a restart too")
        void withdraws() {
            var taken = post("second", null).getValue().turn().runId();
            var next = post("third", null).getValue().turn().runId();
            assertThat(withdraw(taken)).isEqualTo(new ThreadEntity.Withdrawal(true, null));
            assertThat(withdraw(taken)).isEqualTo(new ThreadEntity.Withdrawal(false, null));
            thread.restart();
            assertThat(sure(end(running).begun()).id()).isEqualTo(next);
            assertThat(end(Objects.requireNonNull(next)).begun()).isNull();
        }

        @Test
        @DisplayName("says of what answers already that it has begun")
        void hasBegun() {
            var withdrawal = withdraw(running);
            assertThat(withdrawal.isWithdrawn()).isFalse();
            assertThat(sure(withdrawal.begun()).id()).isEqualTo(running);
        }

        private ThreadEntity.Withdrawal withdraw(@Nullable RunId run) {
            return thread.<StatusReply<ThreadEntity.Withdrawal>>runCommand(
                            replyTo -> new ThreadEntity.Withdraw(Objects.requireNonNull(run), replyTo))
                    .reply()
                    .getValue();
        }

        @Test
        @DisplayName("ignores an end that is reported twice")
        void endsOnce() {
            post("second", null);
            end(running);
            assertThat(end(running).begun()).isNull();
        }

        @Test
        @DisplayName("refuses the message that does not fit its queue any more")
        void isBounded() {
            for (int i = 0; i < ThreadEntity.QUEUE_MAX; i++) {
                assertThat(post("more", null).isSuccess()).isTrue();
            }
            assertThat(refusal(post("too much", null))).isEqualTo(ProblemCode.QUEUE_FULL);
        }

        @Test
        @DisplayName("refuses what is too much text to wait, long before there are too many messages")
        void isBoundedByLength() {
            var large = "x".repeat(ThreadEntity.QUEUE_LENGTH_MAX / 4);
            for (int i = 0; i < 5; i++) {
                assertThat(post(large, null).isSuccess()).isTrue();
            }
            assertThat(refusal(post("too much", null))).isEqualTo(ProblemCode.QUEUE_FULL);
        }

        @Test
        @DisplayName("says after a restart which run has to be going")
        void takesUp() {
            thread.restart();
            var next = thread.<StatusReply<ThreadEntity.Next>>runCommand(ThreadEntity.TakeUp::new)
                    .reply()
                    .getValue();
            assertThat(sure(next.begun()).id()).isEqualTo(running);
        }

        @Test
        @DisplayName("refuses everything once it is about to be erased")
        void leaves() {
            thread.<StatusReply<Done>>runCommand(ThreadEntity.Leave::new);
            assertThat(refusal(post("late", null))).isEqualTo(ProblemCode.THREAD_NOT_FOUND);
        }

        private ThreadEntity.Next end(RunId run) {
            return thread.<StatusReply<ThreadEntity.Next>>runCommand(
                            replyTo -> new ThreadEntity.EndRun(run, TurnStatus.COMPLETE, replyTo))
                    .reply()
                    .getValue();
        }
    }

    @Test
    @DisplayName("that is archived takes no message until it is brought back")
    void archived() {
        var run = sure(post("first", SETTINGS).getValue().begun()).id();
        thread.<StatusReply<ThreadEntity.Next>>runCommand(
                replyTo -> new ThreadEntity.EndRun(run, TurnStatus.COMPLETE, replyTo));
        thread.<StatusReply<Done>>runCommand(replyTo -> new ThreadEntity.Change(
                settings -> new ThreadSettings(settings.title(), "daemion", null, "plan", null, true), replyTo));
        assertThat(refusal(post("late", null))).isEqualTo(ProblemCode.THREAD_ARCHIVED);
    }
}
