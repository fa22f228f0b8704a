package dev.daemion.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.FileProtocol;
import dev.daemion.kernel.protocol.Page;
import dev.daemion.kernel.protocol.StorageQuery;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Artifacts over HTTP")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArtifactRoutesTest {
    private static final ExtensionId ID = new ExtensionId("ext_01jd0000000000000000000000");

    private ApiFixture api;
    private volatile JsonNode definition = Records.json("{}");

    @BeforeAll
    void start() throws Exception {
        api = new ApiFixture();
        api.substrates.onRead(StorageQuery.OneExtension.class, query -> artifact());
        api.substrates.onRead(StorageQuery.ExtensionNamed.class, query -> artifact());
        api.substrates.onRead(
                StorageQuery.Artifacts.class,
                query -> new Page<>(List.of(artifact()), artifact().id().value()));
        api.substrates.onRead(
                StorageQuery.ExtensionVersion.class,
                query -> Records.json("{\"mimeType\":\"text/plain\",\"content\":\"version " + query.version() + "\"}"));
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @BeforeEach
    void text() {
        is("{\"mimeType\":\"text/markdown\",\"content\":\"# Grüße\",\"threadId\":\"" + Records.THREAD + "\"}");
    }

    private void is(String text) {
        definition = Records.json(text);
    }

    private ExtensionView artifact() {
        return new ExtensionView(
                ID,
                ExtensionType.ARTIFACT,
                "report",
                "A report.",
                definition,
                ExtensionSource.AGENT,
                true,
                ExtensionStatus.ACTIVE,
                3,
                "daemion",
                null,
                Records.NOW,
                Records.NOW);
    }

    @Test
    @DisplayName("are listed without their content, those of one thread when that is asked for")
    void lists() throws Exception {
        var answer = api.call("GET", "/artifacts?threadId=" + Records.THREAD + "&limit=1");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get(0).path("mime_type").asText()).isEqualTo("text/markdown");
        assertThat(answer.json().get(0).path("size").asInt()).isEqualTo(9);
        assertThat(answer.raw().body()).doesNotContain("Grüße");
        assertThat(answer.header("Link")).contains("thread_id=" + Records.THREAD, "cursor=" + ID, "rel=\"next\"");
        assertThat(((StorageQuery.Artifacts) api.substrates.lastRead()).threadId())
                .isEqualTo(Records.THREAD);
        assertThat(api.call("GET", "/artifacts?threadId=x").status()).isEqualTo(400);
    }

    @Test
    @DisplayName("are found by id and by name")
    void finds() throws Exception {
        assertThat(api.call("GET", "/artifacts/" + ID).json().path("name").asText())
                .isEqualTo("report");
        assertThat(api.substrates.lastRead()).isEqualTo(new StorageQuery.OneExtension(ID));
        assertThat(api.call("GET", "/artifacts/report").json().path("id").asText())
                .isEqualTo(ID.value());
        assertThat(api.substrates.lastRead())
                .isEqualTo(new StorageQuery.ExtensionNamed(ExtensionType.ARTIFACT, "report"));
    }

    @Test
    @DisplayName("are downloaded and never shown: attachment, sandboxed, unsniffed, whatever they are")
    void harmless() throws Exception {
        is("{\"mimeType\":\"text/html\",\"content\":\"<script>alert(1)</script>\"}");
        var answer = api.call("GET", "/artifacts/report/content");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEqualTo("<script>alert(1)</script>");
        assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=UTF-8");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"report.html\"");
        assertThat(answer.header("Content-Security-Policy"))
                .startsWith("sandbox;")
                .doesNotContain("allow");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    @DisplayName("in an earlier version too, and not again while they are the same")
    void versions() throws Exception {
        assertThat(api.call("GET", "/artifacts/report/content").raw().body()).isEqualTo("# Grüße");
        assertThat(api.call("GET", "/artifacts/report/content?version=1").raw().body())
                .isEqualTo("version 1");
        assertThat(api.call("GET", "/artifacts/report/content?version=0").status())
                .isEqualTo(400);

        var tag = api.call("GET", "/artifacts/report/content").header("ETag");
        var again = api.send(ApiFixture.authorized(api.request("GET", "/artifacts/report/content"))
                .header("If-None-Match", tag));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.raw().body()).isEmpty();
        var head = api.call("HEAD", "/artifacts/report/content");
        assertThat(head.header("Content-Length")).isEqualTo("9");
    }

    @ParameterizedTest(name = "{0} of {1} is saved as {2}")
    @CsvSource({
        "image/png, /w/artifacts/report/0a.png, report.png",
        "application/x-odd, /w/Some File.TAR, report.tar",
        "application/x-odd, '/w/a.b\"; x=\"y', report.bin",
        "foo/bar, /w/none, report.bin"
    })
    @DisplayName("under a name that says what they are and is safe")
    void names(String mimeType, String path, String name) throws Exception {
        is("{\"mimeType\":\"" + mimeType + "\",\"path\":\"" + path.replace("\"", "\\\"") + "\"}");
        api.substrates.on(
                FileProtocol.ReadFile.class,
                read -> read.replyTo()
                        .tell(StatusReply.success(
                                new FileProtocol.FilePiece(1, Records.NOW, ByteString.fromString("x")))));
        var answer = api.call("GET", "/artifacts/report/content");
        assertThat(answer.header("Content-Disposition")).isEqualTo("attachment; filename=\"" + name + "\"");
        assertThat(answer.header("Content-Type")).isEqualTo(mimeType);
    }

    @Test
    @DisplayName("as a large file: piece by piece, byte for byte, and cut off when it changes on the way")
    void streams() throws Exception {
        is("{\"mimeType\":\"application/octet-stream\",\"path\":\"~/big\"}");
        var bytes = new byte[3 * FileProtocol.PIECE_BYTES_MAX + 1];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ((i * 31) >> 3);
        }
        var changesAt = new AtomicLong(Long.MAX_VALUE);
        api.substrates.on(
                FileProtocol.ReadFile.class,
                read -> read.replyTo()
                        .tell(StatusReply.success(new FileProtocol.FilePiece(
                                bytes.length,
                                read.from() >= changesAt.get() ? Records.NOW.plusSeconds(1) : Records.NOW,
                                ByteString.fromArray(Arrays.copyOfRange(bytes, (int) read.from(), (int)
                                        Math.min(bytes.length, read.from() + FileProtocol.PIECE_BYTES_MAX)))))));
        try (var client = HttpClient.newHttpClient()) {
            var request = ApiFixture.authorized(api.request("GET", "/artifacts/report/content"))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofByteArray()).body()).isEqualTo(bytes);

            changesAt.set(FileProtocol.PIECE_BYTES_MAX);
            assertThatThrownBy(() -> client.send(request, BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);
        }
    }
}
