package dev.daemion.kernel.extension;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.daemion.kernel.id.ExtensionId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What lets an extension's content run: which approved version it is and what that version may use. Nobody can make one
 * by hand: {@link Catalog#warrant} issues it for what takes part right now, and the journal keeps it with the run. What
 * runs content asks for one, so that nothing runs unchecked.
 */
public final class Warrant {
    private final ExtensionId extensionId;
    private final ExtensionType type;
    private final String name;
    private final int version;
    private final Permissions permissions;
    private final ExtensionSource source;
    private final @Nullable String ownerAgentId;

    @JsonCreator
    private Warrant(
            @JsonProperty("extension_id") ExtensionId extensionId,
            @JsonProperty("type") ExtensionType type,
            @JsonProperty("name") String name,
            @JsonProperty("version") int version,
            @JsonProperty("permissions") Permissions permissions,
            @JsonProperty("source") ExtensionSource source,
            @JsonProperty("owner_agent_id") @Nullable String ownerAgentId) {
        this.extensionId = extensionId;
        this.type = type;
        this.name = name;
        this.version = version;
        this.permissions = permissions;
        this.source = source;
        this.ownerAgentId = ownerAgentId;
    }

    /** Only the catalog calls it, with a record that takes part. */
    static Warrant of(ExtensionView extension) {
        return new Warrant(
                extension.id(),
                extension.type(),
                extension.name(),
                extension.version(),
                Permissions.of(extension.permissions()),
                extension.source(),
                extension.ownerAgentId());
    }

    @JsonProperty("extension_id")
    public ExtensionId extensionId() {
        return extensionId;
    }

    @JsonProperty("type")
    public ExtensionType type() {
        return type;
    }

    @JsonProperty("name")
    public String name() {
        return name;
    }

    /** The approved version it was issued for. */
    @JsonProperty("version")
    public int version() {
        return version;
    }

    @JsonProperty("permissions")
    public Permissions permissions() {
        return permissions;
    }

    /** Who brought it: what a person made themselves is trusted further than what they only approved. */
    @JsonProperty("source")
    public ExtensionSource source() {
        return source;
    }

    /** The agent that made it; null when a person did. */
    @JsonProperty("owner_agent_id")
    public @Nullable String ownerAgentId() {
        return ownerAgentId;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Warrant warrant
                && warrant.extensionId.equals(extensionId)
                && warrant.type == type
                && warrant.name.equals(name)
                && warrant.version == version
                && warrant.permissions.equals(permissions)
                && warrant.source == source
                && Objects.equals(warrant.ownerAgentId, ownerAgentId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(extensionId, version);
    }

    @Override
    public String toString() {
        return type.wire() + " " + name + " (version " + version + ")";
    }
}
