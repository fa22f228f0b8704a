package dev.daemion.extension.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;

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
        var options = new LoaderOptions();
        options.setCodePointLimit(TextLimits.BYTES_MAX);
        options.setNestingDepthLimit(TextLimits.DEPTH_MAX);
        try {
            var events = new Yaml(new SafeConstructor(options))
                    .parse(new StringReader(text))
                    .iterator();
            return new YamlDocument(events).document();
        } catch (MarkedYAMLException e) {
            var mark = e.getProblemMark();
            var problem = String.valueOf(e.getProblem());
            throw mark == null
                    ? new Unreadable("", "not valid YAML: " + problem)
                    : new Unreadable("", mark, "not valid YAML: " + problem);
        } catch (YAMLException e) {
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
        if (event instanceof NodeEvent named && named.getAnchor() != null) {
            anchors.put(named.getAnchor(), new Anchored(built.value(), valueCount - before + 1, built.depth()));
        }
        return built;
    }

    private Built alias(AliasEvent alias, String pointer, int depth) {
        var anchored = anchors.get(alias.getAnchor());
        if (anchored == null) {
            throw new Unreadable(
                    pointer,
                    alias.getStartMark(),
                    "the alias *" + alias.getAnchor() + " names nothing complete before it");
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
        for (var event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
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
        for (var event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            if (!(event instanceof ScalarEvent key) || key.getTag() != null) {
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
        return scalar.getScalarStyle() == ScalarStyle.PLAIN
                ? YamlScalars.plain(scalar.getValue())
                : NODES.textNode(scalar.getValue());
    }

    private static @Nullable String tagOf(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag();
            case SequenceStartEvent sequence -> sequence.getTag();
            case MappingStartEvent mapping -> mapping.getTag();
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
