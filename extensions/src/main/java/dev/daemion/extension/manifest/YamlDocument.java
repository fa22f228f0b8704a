package dev.daemion.extension.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML document as JSON, built from the parser's events: no object is ever made from a tag, for nothing here makes
 * objects at all. Tags, a second document, duplicate and non-text keys are refused; aliases are followed as long as the
 * whole stays within {@link TextLimits}, so a bomb is refused before it is built.
 */
final class YamlDocument {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Iterator<Event> events;
    private final Map<String, Anchored> anchors = new HashMap<>();
    private int valueCount;

    private YamlDocument(Iterator<Event> events) {
        this.events = events;
    }

    /** A value that can be named again, how many values it holds and how deep it goes. */
    private record Anchored(JsonNode value, int weight, int depth) {}

    /** What one node came to: how deep its subtree goes is needed when an alias repeats it. */
    private record Built(JsonNode value, int depth) {}

    /** Throws {@link Unreadable}. */
    static JsonNode read(String text) {
        try {
            var settings = LoadSettings.builder()
                    .setCodePointLimit(TextLimits.BYTES_MAX)
                    .build();
            return new YamlDocument(new Parse(settings).parseString(text).iterator()).document();
        } catch (MarkedYamlEngineException e) {
            throw new Unreadable("", e.getProblemMark(), "not valid YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw new Unreadable("", "not valid YAML: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse(text);
    }

    private JsonNode document() {
        events.next(); // the stream starts
        var start = events.next();
        if (!(start instanceof DocumentStartEvent)) {
            throw new Unreadable("", "expected one document, found none");
        }
        var root = node(events.next(), "", 1).value();
        events.next(); // the document ends
        var next = events.next();
        if (next instanceof DocumentStartEvent) {
            throw new Unreadable("", next.getStartMark(), "expected one document, found a second");
        }
        return root;
    }

    private Built node(Event event, String pointer, int depth) {
        if (event instanceof AliasEvent alias) {
            return alias(alias, pointer, depth);
        }
        count(event, pointer, 1);
        int before = valueCount;
        var tag = tagOf(event);
        if (tag != null) {
            throw new Unreadable(
                    pointer, event.getStartMark(), "tags are not allowed, found " + tag + "; quote the text instead");
        }
        var built = switch (event) {
            case ScalarEvent scalar -> new Built(scalar(scalar), 0);
            case SequenceStartEvent sequence -> sequence(sequence, pointer, depth);
            case MappingStartEvent mapping -> mapping(mapping, pointer, depth);
            default -> throw new Unreadable(pointer, event.getStartMark(), "expected a value");
        };
        if (event instanceof NodeEvent named && named.getAnchor().isPresent()) {
            var anchored = new Anchored(built.value(), valueCount - before + 1, built.depth());
            anchors.put(named.getAnchor().get().getValue(), anchored);
        }
        return built;
    }

    private Built alias(AliasEvent alias, String pointer, int depth) {
        var anchored = anchors.get(alias.getAlias().getValue());
        if (anchored == null) {
            throw new Unreadable(
                    pointer,
                    alias.getStartMark(),
                    "the alias *" + alias.getAlias().getValue() + " names nothing complete before it");
        }
        count(alias, pointer, anchored.weight());
        if (depth + anchored.depth() - 1 > TextLimits.DEPTH_MAX) {
            throw tooDeep(alias, pointer);
        }
        return new Built(anchored.value(), anchored.depth());
    }

    private Built sequence(SequenceStartEvent start, String pointer, int depth) {
        checkDepth(start, pointer, depth);
        var list = NODES.arrayNode();
        int deepest = 0;
        for (var event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            var element = node(event, Pointers.element(pointer, list.size()), depth + 1);
            deepest = Math.max(deepest, element.depth());
            list.add(element.value());
        }
        return new Built(list, deepest + 1);
    }

    private Built mapping(MappingStartEvent start, String pointer, int depth) {
        checkDepth(start, pointer, depth);
        var object = NODES.objectNode();
        int deepest = 0;
        for (var event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            if (!(event instanceof ScalarEvent key) || key.getTag().isPresent()) {
                throw new Unreadable(pointer, event.getStartMark(), "expected a plain text key");
            }
            if (object.has(key.getValue())) {
                throw new Unreadable(
                        Pointers.member(pointer, key.getValue()),
                        key.getStartMark(),
                        "the key '" + key.getValue() + "' stands here twice; keep one");
            }
            var member = node(events.next(), Pointers.member(pointer, key.getValue()), depth + 1);
            deepest = Math.max(deepest, member.depth());
            object.set(key.getValue(), member.value());
        }
        return new Built(object, deepest + 1);
    }

    private static JsonNode scalar(ScalarEvent scalar) {
        return scalar.isPlain() ? YamlScalars.plain(scalar.getValue()) : NODES.textNode(scalar.getValue());
    }

    private static @Nullable String tagOf(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag().orElse(null);
            case CollectionStartEvent collection -> collection.getTag().orElse(null);
            default -> null;
        };
    }

    private void count(Event event, String pointer, int values) {
        valueCount += values;
        if (valueCount > TextLimits.VALUES_MAX) {
            throw new Unreadable(
                    pointer,
                    event.getStartMark(),
                    "more than " + TextLimits.VALUES_MAX + " values, aliases counted as often as they are used");
        }
    }

    private static void checkDepth(Event event, String pointer, int depth) {
        if (depth > TextLimits.DEPTH_MAX) {
            throw tooDeep(event, pointer);
        }
    }

    private static Unreadable tooDeep(Event event, String pointer) {
        return new Unreadable(
                pointer, event.getStartMark(), "nested deeper than " + TextLimits.DEPTH_MAX + " levels; flatten it");
    }
}
