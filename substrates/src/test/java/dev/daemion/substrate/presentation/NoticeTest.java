package dev.daemion.substrate.presentation;

import static dev.daemion.substrate.presentation.HubFixture.RUN;
import static dev.daemion.substrate.presentation.HubFixture.THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Notices")
class NoticeTest {
    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static NoticeDraft message(String title, RunId run) {
        return new NoticeDraft(NoticeKind.MESSAGE, title, "", THREAD, run, null, null);
    }

    private static RunId run(int number) {
        return new RunId("run_" + String.format("%026d", number));
    }

    private StatusReply<Done> tell(NoticeDraft draft) {
        return fixture.ask(replyTo -> new PresentationProtocol.Notify(draft, replyTo));
    }

    private static ProblemCode code(StatusReply<Done> reply) {
        return ((Problem) reply.getError()).code();
    }

    @Test
    @DisplayName("a run may tell ten things, and is told where to put the rest")
    void perRun() {
        for (int i = 0; i < NoticeEntity.MESSAGES_PER_RUN_MAX; i++) {
            assertThat(tell(message("m" + i, RUN)).isSuccess()).isTrue();
        }
        assertThat(code(tell(message("one more", RUN)))).isEqualTo(ProblemCode.TOO_MANY);
        assertThat(tell(message("another run", run(1))).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("all runs together may tell sixty things an hour, also across a restart; the kernel is not bounded")
    void perHour() {
        for (int i = 0; i < NoticeEntity.MESSAGES_PER_HOUR_MAX; i++) {
            assertThat(tell(message("m" + i, run(i))).isSuccess()).isTrue();
        }
        fixture.hub = fixture.spawnHub();
        assertThat(code(tell(message("one more", run(99))))).isEqualTo(ProblemCode.TOO_MANY);
        var failed = new NoticeDraft(NoticeKind.RUN_FAILED, "A job failed", "", null, null, null, "backup");
        assertThat(tell(failed).isSuccess()).isTrue();
        fixture.now = fixture.now.plus(Duration.ofHours(1));
        assertThat(tell(message("an hour later", run(99))).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("the same within a minute costs nothing of the bounds: it is one that counts")
    void folded() {
        for (int i = 0; i < 500; i++) {
            assertThat(tell(message("the same", RUN)).isSuccess()).isTrue();
        }
        for (int i = 1; i < NoticeEntity.MESSAGES_PER_RUN_MAX; i++) {
            assertThat(tell(message("m" + i, RUN)).isSuccess()).isTrue();
        }
        assertThat(tell(message("m", RUN)).isSuccess()).isFalse();
    }

    @Test
    @DisplayName("what is for the inbox alone wakes no device")
    void inboxOnly() {
        fixture.kit.stop(fixture.hub);
        var listener = fixture.kit.<PresentationProtocol.Message>createTestProbe();
        var inbox = fixture.spawnInbox(listener.ref());
        var answers = fixture.kit.<StatusReply<Done>>createTestProbe();
        inbox.tell(new PresentationProtocol.Notify(message("quiet", RUN), true, answers.ref()));
        inbox.tell(new PresentationProtocol.Notify(message("loud", RUN), false, answers.ref()));
        assertThat(answers.receiveMessage().isSuccess()).isTrue();
        assertThat(answers.receiveMessage().isSuccess()).isTrue();
        assertThat(listener.expectMessageClass(PresentationSubstrate.NoticePosted.class)
                        .notice()
                        .title())
                .isEqualTo("loud");
        listener.expectNoMessage();
    }

    @Test
    @DisplayName("one that is not there cannot be seen")
    void unknown() {
        var id = new NoticeId("ntc_" + "0".repeat(26));
        assertThat(code(fixture.ask(replyTo -> new PresentationProtocol.ReadNotice(id, replyTo))))
                .isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    @DisplayName("what stands on a lock screen is one short line without control or direction characters")
    void words() {
        var draft = new NoticeDraft(
                NoticeKind.MESSAGE, "\u001b[31mred\u202Eder\n\nnext", "x".repeat(1_000), null, null, null, null);
        assertThat(draft.title()).isEqualTo("[31mred der next");
        assertThat(draft.text()).hasSize(NoticeDraft.TEXT_LENGTH_MAX).endsWith("x…");
        assertThat(new NoticeDraft(NoticeKind.MESSAGE, " \n", "", null, null, null, null).title())
                .isEqualTo("Daemion");
    }

    @Test
    @DisplayName("the state is bounded: the oldest go")
    void bounded() {
        var state = NoticeState.empty();
        for (int i = 0; i < NoticeState.NOTICES_MAX + 5; i++) {
            var id = new NoticeId("ntc_" + String.format("%026d", i));
            var notice = dev.daemion.kernel.notice.Notice.of(id, message("m" + i, RUN), fixture.now);
            state = state.apply(new NoticeEvent.Posted(notice, "s" + i));
        }
        assertThat(state.entries()).hasSize(NoticeState.NOTICES_MAX);
        assertThat(state.entries().getFirst().subject()).isEqualTo("s5");
        assertThat(List.of(state.apply(new NoticeEvent.AllRead(fixture.now)).entries().stream()
                        .filter(NoticeState.Entry::isRead)
                        .count()))
                .containsExactly((long) NoticeState.NOTICES_MAX);
    }
}
