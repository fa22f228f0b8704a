package dev.daemion.kernel.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON that is kept for long in a quarter of the space: small objects without hash tables, equal parts shared. Equal to
 * what it was made from, and immutable; {@code deepCopy} gives one that can be changed.
 */
public final class CompactJson {
    /** Larger objects are found faster with a hash table. */
    private static final int SMALL_MAX = 24;

    /** Longer texts and larger parts are hardly ever equal to others. */
    private static final int TEXT_LENGTH_MAX = 40;

    private static final int PART_MAX = 4;
    /** A power of two. Parts that meet at one place take turns: it is a cache, not a table. */
    private static final int PLACES = 4_096;

    private static final @Nullable JsonNode[] SHARED = new JsonNode[PLACES];

    private CompactJson() {}

    public static JsonNode of(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> of(object);
            case ArrayNode array -> {
                var elements = new ArrayList<JsonNode>(array.size());
                array.forEach(element -> elements.add(of(element)));
                var compact = new ArrayNode(JsonNodeFactory.instance, List.copyOf(elements));
                yield array.size() <= PART_MAX ? shared(compact) : compact;
            }
            case TextNode text -> text.textValue().length() <= TEXT_LENGTH_MAX ? shared(text) : text;
            default -> node;
        };
    }

    private static JsonNode of(ObjectNode object) {
        if (object.size() > SMALL_MAX) {
            var copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), of(member.getValue())));
            return copy;
        }
        var members = new Object[2 * object.size()];
        int next = 0;
        for (var member : object.properties()) {
            members[next++] = member.getKey();
            members[next++] = of(member.getValue());
        }
        var compact = new ObjectNode(JsonNodeFactory.instance, new Members(members));
        return object.size() <= PART_MAX ? shared(compact) : compact;
    }

    private static JsonNode shared(JsonNode part) {
        int place = part.hashCode() & (PLACES - 1);
        var known = SHARED[place];
        if (known != null && known.equals(part)) {
            return known;
        }
        SHARED[place] = part;
        return part;
    }

    /** Names and values by turns. */
    private static final class Members extends AbstractMap<String, JsonNode> {
        private final Object[] members;

        private Members(Object[] members) {
            this.members = members;
        }

        @Override
        public int size() {
            return members.length / 2;
        }

        @Override
        public @Nullable JsonNode get(@Nullable Object name) {
            for (int i = 0; i < members.length; i += 2) {
                if (members[i].equals(name)) {
                    return (JsonNode) members[i + 1];
                }
            }
            return null;
        }

        @Override
        public boolean containsKey(@Nullable Object name) {
            return get(name) != null;
        }

        @Override
        public Set<Map.Entry<String, JsonNode>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return Members.this.size();
                }

                @Override
                public Iterator<Map.Entry<String, JsonNode>> iterator() {
                    return new Iterator<>() {
                        private int next;

                        @Override
                        public boolean hasNext() {
                            return next < members.length;
                        }

                        @Override
                        public Map.Entry<String, JsonNode> next() {
                            if (!hasNext()) {
                                throw new NoSuchElementException();
                            }
                            next += 2;
                            return Map.entry((String) members[next - 2], (JsonNode) members[next - 1]);
                        }
                    };
                }
            };
        }
    }
}
