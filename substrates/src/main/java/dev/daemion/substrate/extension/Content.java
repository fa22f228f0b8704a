package dev.daemion.substrate.extension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.canonical.CanonicalJson;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.wire.Sha256;
import org.jspecify.annotations.Nullable;

/** What one version of an extension says. */
public record Content(
        String description, JsonNode definition, @Nullable JsonNode permissions) {
    public Content {
        permissions = permissions == null || permissions.isNull() || permissions.isMissingNode() ? null : permissions;
    }

    /** What a person is shown and agrees to. */
    ObjectNode shown(ExtensionType type, String name) {
        var shown = JsonNodeFactory.instance.objectNode();
        shown.put("type", type.wire());
        shown.put("name", name);
        shown.put("description", description);
        shown.set("definition", definition);
        if (permissions != null) {
            shown.set("permissions", permissions);
        }
        return shown;
    }

    /** SHA-256 of the canonical JSON of what is shown. */
    String hash(ExtensionType type, String name) {
        return Sha256.hex(CanonicalJson.of(shown(type, name)));
    }
}
