package dev.daemion.substrate.presentation;

import static dev.daemion.substrate.presentation.HubFixture.THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.protocol.PresentationProtocol.IssuedCode;
import dev.daemion.kernel.protocol.PresentationProtocol.IssuedTicket;
import dev.daemion.kernel.protocol.PresentationProtocol.PairedDevice;
import dev.daemion.kernel.stream.StreamSignal;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pairing")
class PairingTest {
    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private String code() {
        return fixture.<IssuedCode>ask(PresentationProtocol.IssueCode::new)
                .getValue()
                .code();
    }

    private String ticket() {
        return fixture.<IssuedTicket>ask(PresentationProtocol.IssueTicket::new)
                .getValue()
                .ticket();
    }

    private StatusReply<PairedDevice> pair(String secret) {
        return fixture.ask(replyTo -> new PresentationProtocol.Pair(secret, "phone", replyTo));
    }

    private ProblemCode refusal(String secret) {
        return ((Problem) pair(secret).getError()).code();
    }

    private static String wrong(String code) {
        return code.equals("000000") ? "000001" : "000000";
    }

    private List<DeviceView> devices() {
        return fixture.<List<DeviceView>>ask(PresentationProtocol.Devices::new).getValue();
    }

    @Test
    @DisplayName("a code has six digits and pairs one device, whose token then authenticates")
    void byCode() {
        var code = code();
        assertThat(code).matches("\\d{6}");
        var paired = pair(code).getValue();
        assertThat(paired.token()).matches("dmn_[A-Za-z0-9_-]{43}");
        assertThat(fixture.authenticate(paired.token()))
                .get()
                .extracting(DeviceView::id)
                .isEqualTo(paired.id());
        assertThat(fixture.authenticate(paired.token() + "x")).isEmpty();
        assertThat(refusal(code)).isEqualTo(ProblemCode.UNAUTHORIZED);
    }

    @Test
    @DisplayName("a ticket pairs one device within a minute, and no second one")
    void byTicket() {
        var used = ticket();
        var late = ticket();
        assertThat(pair(used).isSuccess()).isTrue();
        assertThat(refusal(used)).isEqualTo(ProblemCode.UNAUTHORIZED);
        fixture.now = fixture.now.plusSeconds(60);
        assertThat(refusal(late)).isEqualTo(ProblemCode.UNAUTHORIZED);
        assertThat(devices()).hasSize(1);
    }

    @Test
    @DisplayName("without a code nothing pairs")
    void withoutCode() {
        assertThat(refusal("123456")).isEqualTo(ProblemCode.UNAUTHORIZED);
        assertThat(refusal("")).isEqualTo(ProblemCode.UNAUTHORIZED);
    }

    @Test
    @DisplayName("a code is valid for ten minutes and not longer")
    void expiry() {
        var code = code();
        fixture.now = fixture.now.plus(Duration.ofMinutes(10)).minusMillis(1);
        assertThat(pair(code).isSuccess()).isTrue();
        var next = code();
        fixture.now = fixture.now.plus(Duration.ofMinutes(10));
        assertThat(refusal(next)).isEqualTo(ProblemCode.UNAUTHORIZED);
    }

    @Test
    @DisplayName("five wrong tries lock it, also for the right code, until a new code is shown")
    void lock() {
        var code = code();
        for (int i = 0; i < 5; i++) {
            assertThat(refusal(wrong(code))).isEqualTo(ProblemCode.UNAUTHORIZED);
        }
        assertThat(refusal(code)).isEqualTo(ProblemCode.PAIRING_LOCKED);
        fixture.now = fixture.now.plus(Duration.ofMinutes(11));
        assertThat(refusal(code)).isEqualTo(ProblemCode.PAIRING_LOCKED);
        assertThat(pair(code()).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("four wrong tries do not, and a wrong ticket is no try")
    void almostLocked() {
        var code = code();
        for (int i = 0; i < 4; i++) {
            refusal(wrong(code));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(refusal("x".repeat(43))).isEqualTo(ProblemCode.UNAUTHORIZED);
        }
        assertThat(pair(code).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("a new code replaces the one before it")
    void replaced() {
        var old = code();
        var fresh = code();
        if (!old.equals(fresh)) {
            assertThat(refusal(old)).isEqualTo(ProblemCode.UNAUTHORIZED);
        }
        assertThat(pair(fresh).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("a name that is empty, too long or holds control characters is refused and uses up no code")
    void names() {
        var code = code();
        for (var name : List.of("", "  ", "x".repeat(101), "a\u0000b", "a\nb")) {
            var reply = fixture.<PairedDevice>ask(replyTo -> new PresentationProtocol.Pair(code, name, replyTo));
            assertThat(((Problem) reply.getError()).code()).isEqualTo(ProblemCode.VALIDATION_FAILED);
        }
        assertThat(pair(code).isSuccess()).isTrue();
    }

    @Test
    @DisplayName("devices and when they were seen survive a restart; codes and tickets do not")
    void restart() {
        var paired = pair(code()).getValue();
        var ticket = ticket();
        fixture.now = fixture.now.plusSeconds(5);
        fixture.authenticate(paired.token());
        var before = devices();
        fixture.restart();
        assertThat(devices()).isEqualTo(before);
        assertThat(before.getFirst().lastSeenAt()).isEqualTo(fixture.now);
        assertThat(fixture.authenticate(paired.token())).isPresent();
        assertThat(refusal(ticket)).isEqualTo(ProblemCode.UNAUTHORIZED);
    }

    @Test
    @DisplayName("a revoked token no longer works, its live streams end, those of others go on")
    void revoke() {
        var phone = pair(code()).getValue();
        var laptop = pair(ticket()).getValue();
        var gone = fixture.subscribe(THREAD, null, false, phone.id());
        var stays = fixture.subscribe(THREAD, null, false, laptop.id());
        gone.next(1);
        stays.next(1);
        assertThat(fixture.<Done>ask(replyTo -> new PresentationProtocol.RevokeDevice(phone.id(), "laptop", replyTo))
                        .isSuccess())
                .isTrue();
        gone.expectClosed(StreamSignal.Reason.REVOKED);
        stays.expectQuiet();
        assertThat(fixture.authenticate(phone.token())).isEmpty();
        assertThat(fixture.authenticate(laptop.token())).isPresent();
        var again = fixture.<Done>ask(replyTo -> new PresentationProtocol.RevokeDevice(phone.id(), "laptop", replyTo));
        assertThat(((Problem) again.getError()).code()).isEqualTo(ProblemCode.DEVICE_NOT_FOUND);
    }

    @Test
    @DisplayName("there is a bound to paired devices, and reaching it uses up no ticket")
    void tooMany() {
        for (int i = 0; i < DeviceState.DEVICES_MAX; i++) {
            assertThat(pair(ticket()).isSuccess()).isTrue();
        }
        var ticket = ticket();
        assertThat(refusal(ticket)).isEqualTo(ProblemCode.TOO_MANY);
        var first = devices().getFirst().id();
        fixture.<Done>ask(replyTo -> new PresentationProtocol.RevokeDevice(first, "laptop", replyTo));
        assertThat(pair(ticket).isSuccess()).isTrue();
    }
}
