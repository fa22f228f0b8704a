package dev.daemion.gateway.stream;

import dev.daemion.kernel.stream.StreamFrame;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Frames as server-sent events (WHATWG HTML §9.2): {@code id} is the frame's {@code seq}, {@code data} its JSON, which
 * has no line breaks. All are of the default event type, so that one handler gets them all.
 */
final class EventStream {
    private static final ByteString COMMENT = ByteString.fromString(":\n\n");

    private EventStream() {}

    static HttpResponse of(Source<StreamFrame, NotUsed> frames, StreamSettings settings) {
        // The comment goes out first, so that the reader has the headers before the first frame.
        var bytes = Source.single(COMMENT)
                .concat(frames.map(EventStream::event))
                .keepAlive(settings.commentEvery(), () -> COMMENT);
        return HttpResponse.create()
                .withEntity(HttpEntities.createChunked(MediaTypes.TEXT_EVENT_STREAM.toContentType(), bytes))
                .addHeaders(List.of(
                        RawHeader.create("Cache-Control", "no-store"), RawHeader.create("X-Accel-Buffering", "no")));
    }

    static ByteString event(StreamFrame frame) {
        return ByteString.fromString("id: " + frame.seq() + "\ndata: " + frame.json() + "\n\n");
    }
}
