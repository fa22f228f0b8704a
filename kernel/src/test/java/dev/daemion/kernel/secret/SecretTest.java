package dev.daemion.kernel.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.daemion.kernel.wire.Json;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A secret")
class SecretTest {
    private final Secret secret = new Secret("sk-very-secret");

    @Test
    @DisplayName("prints as dots, also inside of a collection")
    void printsAsDots() {
        assertThat(List.of(secret) + " " + secret).isEqualTo("[•••] •••");
    }

    @Test
    @DisplayName("is refused by Jackson, even by a mapper that looks at fields")
    void isRefusedByJackson() {
        assertThatThrownBy(() -> Json.store(secret)).hasMessageNotContaining("sk-very");
        var nosy = new ObjectMapper()
                .setVisibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.ANY)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        assertThatThrownBy(() -> nosy.writeValueAsString(secret)).hasMessageContaining("never written");
    }

    @Test
    @DisplayName("equals another with the same value and says nothing by its hash")
    void comparesByValue() {
        assertThat(secret)
                .isEqualTo(new Secret("sk-very-secret"))
                .isNotEqualTo(new Secret("sk-very-secreT"))
                .hasSameHashCodeAs(new Secret("other"));
    }

    @Test
    @DisplayName("masks itself in a text and is never blank")
    void masksItself() {
        assertThat(secret.redactIn("key sk-very-secret!")).isEqualTo("key •••!");
        assertThatThrownBy(() -> new Secret(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
