package dev.daemion.substrate.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The alarm of due times")
class AlarmTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final ActorTestKit kit =
            ActorTestKit.create(ConfigFactory.parseString("pekko.scheduler.tick-duration = 50 ms"));
    private final TestProbe<Long> rings = kit.createTestProbe(Long.class);

    private sealed interface Message {
        record SetTo(Duration delay) implements Message {}

        record Ring() implements Message {}
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private ActorRef<Message> owner() {
        return kit.spawn(Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            var alarm = new Alarm<>(timers, context.getSelf(), new Message.Ring());
            return Behaviors.receive(Message.class)
                    .onMessage(Message.SetTo.class, message -> {
                        alarm.set(message.delay());
                        return Behaviors.same();
                    })
                    .onMessage(Message.Ring.class, _ -> {
                        alarm.rang();
                        rings.getRef().tell(System.nanoTime());
                        return Behaviors.same();
                    })
                    .build();
        })));
    }

    private Duration late(ActorRef<Message> owner, Duration wait) {
        long due = System.nanoTime() + wait.toNanos();
        owner.tell(new Message.SetTo(wait));
        long rang = rings.receiveMessage(PATIENCE);
        while (rang < due) {
            // It is near, and set again for what is left: so does the substrate.
            owner.tell(new Message.SetTo(Duration.ofNanos(due - rang)));
            rang = rings.receiveMessage(PATIENCE);
        }
        return Duration.ofNanos(rang - due);
    }

    @Test
    @DisplayName("rings to the millisecond although the timers of the system tick coarsely")
    void precise() {
        var owner = owner();
        var late = new ArrayList<Duration>();
        for (int i = 0; i < 15; i++) {
            late.add(late(owner, Duration.ofMillis(210 + 7L * i)));
        }
        late.sort(null);

        assertThat(late.get(late.size() / 2)).isLessThan(Duration.ofMillis(15));
    }

    @Test
    @DisplayName("rings for what is earlier, and once for many at one time")
    void earlier() {
        var owner = owner();
        owner.tell(new Message.SetTo(Duration.ofMinutes(10)));
        owner.tell(new Message.SetTo(Duration.ofMillis(150)));
        for (int i = 0; i < 100; i++) {
            owner.tell(new Message.SetTo(Duration.ofMillis(150)));
        }

        rings.receiveMessage(PATIENCE);
        rings.expectNoMessage(Duration.ofMillis(400));
    }

    @Test
    @DisplayName("rings at once for what is overdue, and can be set again each time")
    void overdue() {
        var owner = owner();
        for (int i = 0; i < 3; i++) {
            owner.tell(new Message.SetTo(Duration.ofSeconds(-5)));
            rings.receiveMessage(PATIENCE);
        }
    }
}
