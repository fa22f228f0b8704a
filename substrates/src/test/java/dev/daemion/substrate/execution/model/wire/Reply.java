package dev.daemion.substrate.execution.model.wire;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a scripted provider answers to one request. */
public record Reply(List<Act> acts) {
    public Reply {
        acts = List.copyOf(acts);
    }

    /** A proper answer with one delta per text. */
    public static Reply text(String... deltas) {
        return open(deltas).end();
    }

    /** The beginning of an answer; go on with the methods below. */
    public static Reply open(String... deltas) {
        var acts = new ArrayList<Act>();
        for (var delta : deltas) acts.add(new Act.Say(delta));
        return new Reply(acts);
    }

    public static Reply status(int code, Map<String, String> headers, String body) {
        return new Reply(List.of(new Act.Status(code, headers, body)));
    }

    /** Takes the request and never answers. */
    public static Reply silence() {
        return new Reply(List.of(new Act.Stall()));
    }

    /** A streamed answer with these bytes as its body, as often as told. */
    public static Reply raw(String contentType, String text, int times) {
        return new Reply(List.of(new Act.Raw(contentType, text, times)));
    }

    public Reply then(Act act) {
        var more = new ArrayList<>(acts);
        more.add(act);
        return new Reply(more);
    }

    public Reply say(String text) {
        return then(new Act.Say(text));
    }

    public Reply think(String text) {
        return then(new Act.Think(text));
    }

    public Reply use(String id, String tool, String json) {
        return then(new Act.Use(id, tool, json));
    }

    public Reply tokens(long input, long output, long cacheRead, long cacheWrite) {
        return then(new Act.Tokens(input, output, cacheRead, cacheWrite));
    }

    public Reply cost(String usd) {
        return then(new Act.Cost(new BigDecimal(usd)));
    }

    public Reply pause(Duration duration) {
        return then(new Act.Pause(duration));
    }

    public Reply stall() {
        return then(new Act.Stall());
    }

    public Reply cut() {
        return then(new Act.Cut());
    }

    public Reply fail(String type, String message) {
        return then(new Act.Fail(type, message));
    }

    public Reply end() {
        return end("");
    }

    public Reply end(String reason) {
        return then(new Act.End(reason));
    }
}
