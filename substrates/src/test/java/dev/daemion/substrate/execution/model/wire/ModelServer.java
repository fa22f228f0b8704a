package dev.daemion.substrate.execution.model.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model provider on a free port of loopback. Each request takes the next scripted reply; without one the answer
 * repeats the question. What the real API refuses is refused before any script is looked at. One request per
 * connection.
 */
public final class ModelServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ServerSocket listener;
    private final Supplier<Dialect> dialects;
    private final Queue<Reply> script = new ConcurrentLinkedQueue<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Received> arrivals = new LinkedBlockingQueue<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<String> models = List.of();

    private ModelServer(Supplier<Dialect> dialects) {
        this.dialects = dialects;
        try {
            listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("model-server").start(this::listen);
    }

    /** Anthropic messages that takes this key. */
    public static ModelServer anthropic(String key) {
        return new ModelServer(() -> new AnthropicDialect(key));
    }

    /** Chat completions that takes this key; null takes anyone. */
    public static ModelServer openAi(@Nullable String key) {
        return new ModelServer(() -> new OpenAiDialect(key));
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Adds replies for the requests to come, one each. */
    public ModelServer script(Reply... replies) {
        Collections.addAll(script, replies);
        return this;
    }

    /** Drops the replies nobody asked for. */
    public void forget() {
        script.clear();
    }

    /** What GET /v1/models lists. */
    public ModelServer models(String... names) {
        models = List.of(names);
        return this;
    }

    public List<Received> requests() {
        return List.copyOf(received);
    }

    /** The next request that was not awaited yet. */
    public Received await() {
        try {
            var next = arrivals.poll(10, TimeUnit.SECONDS);
            if (next == null) throw new AssertionError("no request came within 10 s");
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            listener.close();
            for (var socket : sockets) socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                Thread.ofVirtual().name("model-server-connection").start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            var request = read(in);
            if (request.isEmpty()) return;
            received.add(request.get());
            arrivals.add(request.get());
            Thread.ofVirtual().start(() -> watch(in, request.get()));
            new Answer(socket, request.get()).play();
        } catch (IOException e) {
            // The client went away in the middle, which is what many tests want.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            sockets.remove(socket);
        }
    }

    private static Optional<Received> read(InputStream in) throws IOException {
        var first = line(in);
        if (first.isEmpty()) return Optional.empty();
        var headers = new HashMap<String, String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            var colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        var words = first.split(" ", -1);
        return Optional.of(new Received(
                words[0], words[1], Map.copyOf(headers), json(body), System.nanoTime(), new CompletableFuture<>()));
    }

    private static JsonNode json(byte[] body) {
        try {
            return body.length == 0
                    ? MissingNode.getInstance()
                    : JSON.readTree(new String(body, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) if (b != '\r') line.write(b);
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void watch(InputStream in, Received request) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // A reset is a close, too.
        }
        request.closedNanos().complete(System.nanoTime());
    }

    /** One answer while it is played. */
    private final class Answer {
        private final Socket socket;
        private final OutputStream out;
        private final Received request;
        private final Dialect dialect = dialects.get();
        private boolean isHeadOut;

        Answer(Socket socket, Received request) throws IOException {
            this.socket = socket;
            this.out = socket.getOutputStream();
            this.request = request;
        }

        void play() throws IOException, InterruptedException {
            var refusal = dialect.check(request);
            if (refusal.isPresent()) {
                document(refusal.get().status(), Map.of(), refusal.get().body());
                return;
            }
            if (request.method().equals("GET")) {
                var list = JSON.createObjectNode().put("object", "list");
                models.forEach(
                        m -> list.withArray("data").addObject().put("id", m).put("object", "model"));
                document(200, Map.of(), list.toString());
                return;
            }
            var reply = script.poll();
            if (reply == null) reply = Reply.text("You said: ", dialect.question(request.body()));
            for (var act : reply.acts()) if (!play(act)) return;
        }

        /** False when nothing can follow. */
        private boolean play(Act act) throws IOException, InterruptedException {
            switch (act) {
                case Act.Pause(var duration) -> pause(duration);
                case Act.Stall ignored -> {
                    request.closedNanos().join();
                    return false;
                }
                case Act.Cut ignored -> {
                    socket.setSoLinger(true, 0);
                    return false;
                }
                case Act.Status(var code, var headers, var body) -> {
                    document(code, headers, body);
                    return false;
                }
                case Act.Raw(var contentType, var text, var times) -> {
                    head(contentType);
                    for (var i = 0; i < times; i++) chunk(text);
                }
                case Act.Drip(var text, var duration) -> {
                    head("text/event-stream");
                    for (var i = 0; !request.closedNanos().isDone(); i = (i + 1) % text.length()) {
                        chunk(text.substring(i, i + 1));
                        pause(duration);
                    }
                }
                default -> {
                    head("text/event-stream; charset=utf-8");
                    for (var event : dialect.events(act)) chunk(event);
                    if (act instanceof Act.End) write("0\r\n\r\n");
                }
            }
            return true;
        }

        private void pause(Duration duration) throws InterruptedException {
            closed.await(duration.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void document(int status, Map<String, String> headers, String body) throws IOException {
            var head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\nconnection: close\r\n");
            if (!headers.containsKey("content-type")) head.append("content-type: application/json\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            write(head + "content-length: " + bytes.length + "\r\n\r\n" + body);
        }

        private void head(String contentType) throws IOException {
            if (isHeadOut) return;
            isHeadOut = true;
            write("HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n"
                    + (contentType.isEmpty() ? "" : "content-type: " + contentType + "\r\n") + "\r\n");
        }

        private void chunk(String text) throws IOException {
            var size = text.getBytes(StandardCharsets.UTF_8).length;
            write(Integer.toHexString(size) + "\r\n" + text + "\r\n");
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
