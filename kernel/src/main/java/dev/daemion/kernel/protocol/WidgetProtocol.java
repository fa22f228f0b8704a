package dev.daemion.kernel.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;

/** What others may ask the presentation substrate about widgets. Behaviour: {@code WidgetDesk}. */
public interface WidgetProtocol {
    /** Most of what one widget is given, in characters of JSON. */
    int DATA_LENGTH_MAX = 256 * 1024;

    sealed interface Command extends PresentationProtocol.Message {}

    /**
     * What the source of a widget answers, at most {@code refreshSeconds} old. Who asks while it is being read waits
     * for the same answer. Refused: EXTENSION_NOT_FOUND unless it takes part, SOURCE_FAILED with what the source lacks,
     * TOOL_DENIED, TOO_LARGE, TOO_MANY.
     */
    record ReadWidget(String name, ActorRef<StatusReply<WidgetData>> replyTo) implements Command {}

    /**
     * @param version of the widget that was read for
     * @param readAt when the source answered
     * @param freshUntil until then the same answer comes again
     */
    record WidgetData(String name, int version, Instant readAt, Instant freshUntil, JsonNode data) {}
}
