package dev.daemion.gateway.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.daemion.gateway.auth.Caller;
import dev.daemion.kernel.device.DeviceView;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.PresentationProtocol.Devices;
import dev.daemion.kernel.protocol.PresentationProtocol.IssueCode;
import dev.daemion.kernel.protocol.PresentationProtocol.IssueTicket;
import dev.daemion.kernel.protocol.PresentationProtocol.IssuedCode;
import dev.daemion.kernel.protocol.PresentationProtocol.IssuedTicket;
import dev.daemion.kernel.protocol.PresentationProtocol.Pair;
import dev.daemion.kernel.protocol.PresentationProtocol.PairedDevice;
import dev.daemion.kernel.protocol.PresentationProtocol.RevokeDevice;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Paired clients and how they are paired.
 *
 * <pre>
 * POST   /pair          open: a code or a ticket for a token   200 400 401 429
 * GET    /pair/refresh  a fresh code                           200
 * POST   /pair/ticket   a ticket, for local processes only     200 403
 * GET    /devices       all                                    200
 * GET    /devices/{id}  one                                    200 404
 * DELETE /devices/{id}  revoke it and close its streams        204 404
 * </pre>
 */
final class DeviceRoutes {
    private static final int SECRET_LENGTH_MAX = 128;
    private static final int NAME_LENGTH_MAX = 100;
    private static final String NAME_DEFAULT = "Unnamed device";

    private final Asks asks;
    private final PublicUrl url;

    DeviceRoutes(Asks asks, PublicUrl url) {
        this.asks = asks;
        this.url = url;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/pair", this::pair).open(),
                Endpoint.get("/pair/refresh", this::issueCode),
                Endpoint.post("/pair/ticket", this::issueTicket),
                Endpoint.get("/devices", this::listDevices),
                Endpoint.get("/devices/{id}", this::getDevice),
                Endpoint.delete("/devices/{id}", this::revokeDevice));
    }

    /** Camel case, as the contract has it for these two. */
    private record Code(
            String code, @JsonProperty("expiresAt") Instant expiresAt, String url) {}

    private record Ticket(
            String ticket, @JsonProperty("expiresAt") Instant expiresAt, String url) {}

    private record Paired(String token, DeviceId deviceId) {}

    private CompletionStage<HttpResponse> pair(Exchange exchange) {
        return exchange.body()
                .thenCompose(body -> {
                    var otp = body.text("otp", 1, SECRET_LENGTH_MAX);
                    var ticket = body.text("ticket", 1, SECRET_LENGTH_MAX);
                    var name = body.text("name", 1, NAME_LENGTH_MAX);
                    if (body.has("otp") == body.has("ticket")) {
                        body.wrong("otp", "is required, unless a ticket is sent: the six digits the gateway shows");
                    }
                    body.done();
                    var secret = otp == null ? Objects.requireNonNull(ticket) : otp;
                    return asks.<PairedDevice>presentation(
                            replyTo -> new Pair(secret, Objects.requireNonNullElse(name, NAME_DEFAULT), replyTo));
                })
                .thenApply(device -> Answers.ok(new Paired(device.token(), device.id())));
    }

    private CompletionStage<HttpResponse> issueCode(Exchange exchange) {
        exchange.query().done();
        return asks.<IssuedCode>presentation(IssueCode::new)
                .thenApply(issued -> Answers.ok(new Code(
                        issued.code(),
                        issued.expiresAt(),
                        url.of(exchange.authority()) + "/#ticket=" + issued.code())));
    }

    private CompletionStage<HttpResponse> issueTicket(Exchange exchange) {
        if (!(exchange.caller() instanceof Caller.LocalProcess)) {
            throw new Problem(
                    ProblemCode.FORBIDDEN,
                    "Tickets are for programs on this machine. Pair a device with the six digits.");
        }
        return asks.<IssuedTicket>presentation(IssueTicket::new)
                .thenApply(issued -> Answers.ok(new Ticket(
                        issued.ticket(),
                        issued.expiresAt(),
                        "http://" + exchange.authority() + "/#ticket=" + issued.ticket())));
    }

    private CompletionStage<HttpResponse> listDevices(Exchange exchange) {
        exchange.query().done();
        return asks.<List<DeviceView>>presentation(Devices::new).thenApply(Answers::ok);
    }

    private CompletionStage<HttpResponse> getDevice(Exchange exchange) {
        var id = deviceId(exchange);
        return asks.<List<DeviceView>>presentation(Devices::new)
                .thenApply(devices -> devices.stream()
                        .filter(device -> device.id().equals(id))
                        .findFirst()
                        .map(Answers::ok)
                        .orElseThrow(() -> new Problem(
                                ProblemCode.DEVICE_NOT_FOUND, "There is no device with the id " + id + ".")));
    }

    private CompletionStage<HttpResponse> revokeDevice(Exchange exchange) {
        var id = deviceId(exchange);
        return asks.<Done>presentation(
                        replyTo -> new RevokeDevice(id, exchange.caller().name(), replyTo))
                .thenApply(done -> Answers.noContent());
    }

    private static DeviceId deviceId(Exchange exchange) {
        return exchange.id(DeviceId::parse, ProblemCode.DEVICE_NOT_FOUND);
    }
}
