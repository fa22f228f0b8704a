package dev.daemion.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Compact JSON")
final class CompactJsonTest {
    private static JsonNode random(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(100));
            case 1 -> JsonNodeFactory.instance.booleanNode(random.nextBoolean());
            case 2 -> JsonNodeFactory.instance.nullNode();
            case 3 -> JsonNodeFactory.instance.textNode("x".repeat(random.nextInt(60)));
            case 4 -> {
                var array = JsonNodeFactory.instance.arrayNode();
                for (int i = random.nextInt(5); i > 0; i--) {
                    array.add(random(random, depth - 1));
                }
                yield array;
            }
            default -> {
                var object = JsonNodeFactory.instance.objectNode();
                for (int i = random.nextInt(40); i > 0; i--) {
                    object.set("m" + random.nextInt(1_000), random(random, depth - 1));
                }
                yield object;
            }
        };
    }

    @Test
    @DisplayName("equals what it was made from, both ways, in the same order, however it is read")
    void equal() {
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            var plain = random(random, 3);
            var compact = CompactJson.of(plain);
            assertThat(compact).isEqualTo(plain);
            assertThat(plain).isEqualTo(compact);
            assertThat(compact.hashCode()).isEqualTo(plain.hashCode());
            assertThat(Json.store(compact)).isEqualTo(Json.store(plain));
            JsonNode copy = compact.deepCopy();
            assertThat(copy).isEqualTo(plain);
        }
    }

    @Test
    @DisplayName("cannot be changed, but a copy of it can")
    void immutable() {
        var compact = (ObjectNode) CompactJson.of(Json.restore("{\"a\":{\"b\":[1]}}", JsonNode.class));
        assertThatThrownBy(() -> compact.put("c", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> compact.withArray("/a/b").add(2)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(compact.deepCopy().put("c", 1).path("c").asInt()).isOne();
        assertThat(compact.path("nothing").isMissingNode()).isTrue();
        assertThat(compact.has("a")).isTrue();
    }
}
