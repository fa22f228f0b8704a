package dev.daemion.gateway.benchmark;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A model that speaks chat completions and knows the time: when the first byte of a request came, and when each delta
 * left, which stands in the delta itself. Says one word at once, or, once it is told to {@link #hold}, what
 * {@link Answer#say} is given.
 */
final class PacedModel implements AutoCloseable {
    private final ServerSocket listener;
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();
    private final BlockingQueue<Answer> held = new LinkedBlockingQueue<>();
    private volatile boolean isHolding;

    PacedModel(int port) throws IOException {
        listener = new ServerSocket(port, 256, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("model").start(this::listen);
    }

    /** From now on answers wait for {@link #nextHeld}. */
    void hold() {
        isHolding = true;
    }

    /** When the first byte of the next request came, in nanoseconds of this machine's clock. */
    long nextArrivalNanos() throws InterruptedException {
        return arrivals.take();
    }

    Answer nextHeld() throws InterruptedException {
        return held.take();
    }

    /** An answer under way. */
    static final class Answer {
        private final OutputStream out;

        Answer(OutputStream out) throws IOException {
            this.out = out;
            write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        }

        void say(String text) throws IOException {
            event("{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                    + "\"},\"finish_reason\":null}]}");
        }

        void end() throws IOException {
            event("{\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{},"
                    + "\"finish_reason\":\"stop\"}]}");
            event("{\"object\":\"chat.completion.chunk\",\"choices\":[],"
                    + "\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}");
            event("[DONE]");
            write("0\r\n\r\n");
        }

        private void event(String data) throws IOException {
            var event = "data: " + data + "\n\n";
            write(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
        }

        private void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void listen() {
        try {
            while (true) {
                var socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofPlatform().daemon().name("model-connection").start(() -> serve(socket));
            }
        } catch (SocketException e) {
            // closed: the measurement is over
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            for (var method = readRequest(in); !method.isEmpty(); method = readRequest(in)) {
                if (method.equals("POST")) {
                    answer(new Answer(socket.getOutputStream()));
                } else {
                    // The list of models, which it does not have.
                    socket.getOutputStream()
                            .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // The gateway went away, which is how a measurement ends.
        }
    }

    private void answer(Answer answer) throws IOException {
        if (isHolding) {
            held.add(answer);
        } else {
            answer.say("yes");
            answer.end();
        }
    }

    /** The method; empty at the end of the connection. */
    private String readRequest(InputStream in) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return "";
        }
        long arrival = System.nanoTime();
        in.reset();
        var method = line(in).split(" ", 2)[0];
        int length = 0;
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).strip());
            }
        }
        in.skipNBytes(length);
        if (method.equals("POST")) {
            arrivals.add(arrival);
        }
        return method;
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream(64);
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
