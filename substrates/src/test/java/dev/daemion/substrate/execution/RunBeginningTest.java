package dev.daemion.substrate.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.substrate.execution.model.ReplyBlock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A run that is told to start")
class RunBeginningTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RunFixture fixture = new RunFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @DisplayName("journals its start in one commit with what the model is given")
    void together() {
        fixture.modelSays(new ReplyBlock.Text("hello"));
        var run = fixture.spawn();
        run.tell(new RunCommand.Wake());
        assertThat(fixture.start(run).receiveMessage(PATIENCE).isSuccess()).isTrue();
        assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.SUCCEEDED);
        assertThat(fixture.commits.all().getFirst())
                .hasExactlyElementsOfTypes(RunEvent.Started.class, RunEvent.Prompted.class);
    }

    @Test
    @DisplayName("journals it alone when its place is long in coming, and is acknowledged")
    void alone() {
        fixture.areSlotsFree = false;
        assertThat(fixture.start(fixture.spawn()).receiveMessage(PATIENCE).isSuccess())
                .isTrue();
        assertThat(fixture.events()).hasExactlyElementsOfTypes(RunEvent.Started.class);
        assertThat(fixture.modelCalls).hasValue(0);
    }

    @Test
    @DisplayName("for a job journals it at once, for others wait to be started behind it")
    void job() {
        fixture.kind = RunKind.JOB;
        fixture.modelSays(new ReplyBlock.Text("hello"));
        assertThat(fixture.start(fixture.spawn()).receiveMessage(PATIENCE).isSuccess())
                .isTrue();
        fixture.awaitEnd();
        assertThat(fixture.commits.all().getFirst()).hasExactlyElementsOfTypes(RunEvent.Started.class);
    }

    @Test
    @DisplayName("and at once to stop has started and ended, and never calls the model")
    void stopped() {
        fixture.areSlotsFree = false;
        var run = fixture.spawn();
        var started = fixture.start(run);
        assertThat(fixture.stop(run).isSuccess()).isTrue();
        assertThat(started.receiveMessage(PATIENCE).isSuccess()).isTrue();
        assertThat(fixture.awaitEnd().status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(fixture.events()).hasExactlyElementsOfTypes(RunEvent.Started.class, RunEvent.Ended.class);
        assertThat(fixture.modelCalls).hasValue(0);
    }

    @Test
    @DisplayName("twice starts once, and both are acknowledged")
    void twice() {
        fixture.modelSays(new ReplyBlock.Text("hello"));
        var run = fixture.spawn();
        var first = fixture.start(run);
        var second = fixture.start(run);
        assertThat(first.receiveMessage(PATIENCE).isSuccess()).isTrue();
        assertThat(second.receiveMessage(PATIENCE).isSuccess()).isTrue();
        fixture.awaitEnd();
        assertThat(fixture.modelCalls).hasValue(1);
        assertThat(fixture.events().stream().filter(RunEvent.Started.class::isInstance))
                .hasSize(1);
    }
}
