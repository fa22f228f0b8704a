package dev.daemion.gateway.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What was given is taken back")
class RevokeStoryTest {
    @TempDir
    private Path directory;

    private GatewayFixture gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new GatewayFixture(directory, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    @DisplayName("what was always allowed is asked about again, and the ledger names the device that took it back")
    void grant() throws Exception {
        gateway.post("/extensions", """
            {"type":"command","name":"mark","description":"Leaves a mark.",
             "definition":{"prefix":"/","mode":"act","direct":[{"tool":"Bash","with":{"command":"touch mark"}}]}}\
            """);
        var first = gateway.say("/mark").text("/run_id");
        var id = asked();
        gateway.post("/approvals/" + id, "{\"decision\":\"approve\",\"scope\":\"always\"}");
        assertThat(ended(first)).isEqualTo("succeeded");
        assertThat(ended(gateway.say("/mark").text("/run_id")))
                .as("not asked again")
                .isEqualTo("succeeded");

        var grant = gateway.get("/grants").body().path(0);
        assertThat(grant.path("id").asText()).isEqualTo(id);
        assertThat(grant.path("tool").asText()).isEqualTo("Bash");
        assertThat(grant.path("subject").asText()).isEqualTo("touch mark");
        assertThat(grant.path("thread_id").isNull()).isTrue();
        var phone = pair("Phone");
        assertThat(gateway.delete(
                                "/grants/" + id,
                                "Authorization",
                                "Bearer " + phone.path("token").asText())
                        .status())
                .isEqualTo(204);
        assertThat(gateway.get("/grants").body()).isEmpty();
        assertThat(gateway.delete("/grants/" + id).status()).isEqualTo(404);

        gateway.restart();
        gateway.say("/mark");
        assertThat(asked()).isNotEqualTo(id);
        assertLedger("Phone", "revoke-grant", id);
    }

    @Test
    @DisplayName("a device that is revoked by another stands in the ledger under the name of that other")
    void device() throws Exception {
        var phone = pair("Phone");
        var tablet = pair("Tablet");
        var token = "Bearer " + phone.path("token").asText();
        var id = tablet.path("device_id").asText();
        assertThat(gateway.delete("/devices/" + id, "Authorization", token).status())
                .isEqualTo(204);
        assertLedger("Phone", "revoke-device", id);
        gateway.delete("/devices/" + phone.path("device_id").asText());
        assertLedger("this machine", "revoke-device", phone.path("device_id").asText());
    }

    private void assertLedger(String device, String action, String subject) throws Exception {
        var entry = gateway.await(
                        "/ledger?action=" + action,
                        all -> all.path(0).path("subject").asText().equals(subject))
                .body()
                .path(0);
        assertThat(entry.path("device").asText()).isEqualTo(device);
        assertThat(gateway.get("/ledger/verify").body().path("valid").asBoolean())
                .isTrue();
    }

    private JsonNode pair(String name) throws Exception {
        var code = gateway.get("/pair/refresh").text("/code");
        var paired = gateway.post("/pair", "{\"otp\":\"" + code + "\",\"name\":\"" + name + "\"}");
        assertThat(paired.status()).isEqualTo(200);
        return paired.body();
    }

    private String asked() throws Exception {
        return gateway.await("/approvals?status=pending", found -> !found.isEmpty())
                .text("/0/id");
    }

    private String ended(String runId) throws Exception {
        return gateway.await("/runs/" + runId, run -> !run.path("finished_at").isNull())
                .text("/status");
    }
}
