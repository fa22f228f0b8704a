package dev.daemion.extension.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Reads typed definitions out of extension records and catalogs. What does not fit was never stored: it throws. */
public final class Definitions {
    private static final JsonMapper MAPPER = Json.stored()
            .rebuild()
            .propertyNamingStrategy(PropertyNamingStrategies.LOWER_CAMEL_CASE)
            .build();

    private Definitions() {}

    public static AgentDefinition agent(ExtensionView extension) {
        return read(extension, ExtensionType.AGENT, AgentDefinition.class);
    }

    public static AppDefinition app(ExtensionView extension) {
        return read(extension, ExtensionType.APP, AppDefinition.class);
    }

    public static CapabilityDefinition capability(ExtensionView extension) {
        return read(extension, ExtensionType.CAPABILITY, CapabilityDefinition.class);
    }

    public static CommandDefinition command(ExtensionView extension) {
        return read(extension, ExtensionType.COMMAND, CommandDefinition.class);
    }

    public static ControlDefinition control(ExtensionView extension) {
        return read(extension, ExtensionType.CONTROL, ControlDefinition.class);
    }

    public static IntegrationDefinition integration(ExtensionView extension) {
        return read(extension, ExtensionType.INTEGRATION, IntegrationDefinition.class);
    }

    public static JobDefinition job(ExtensionView extension) {
        return read(extension, ExtensionType.JOB, JobDefinition.class);
    }

    /** The agent of that name, when it takes part. */
    public static Optional<AgentDefinition> agent(Catalog catalog, String name) {
        return catalog.find(ExtensionType.AGENT, name).map(Definitions::agent);
    }

    /** Every control of one kind that takes part, by name, oldest first. */
    public static <C extends ControlDefinition> Map<String, C> controls(Catalog catalog, Class<C> kind) {
        var found = new LinkedHashMap<String, C>();
        catalog.ofType(ExtensionType.CONTROL).forEach(extension -> {
            var control = control(extension);
            if (kind.isInstance(control)) {
                found.put(extension.name(), kind.cast(control));
            }
        });
        return found;
    }

    /** The mode people call {@code mode}: the control {@code mode-<mode>}, when it takes part. */
    public static Optional<ControlDefinition.Mode> mode(Catalog catalog, String mode) {
        return catalog.find(ExtensionType.CONTROL, ControlDefinition.Mode.NAME_PREFIX + mode)
                .map(Definitions::control)
                .filter(ControlDefinition.Mode.class::isInstance)
                .map(ControlDefinition.Mode.class::cast);
    }

    private static <T> T read(ExtensionView extension, ExtensionType type, Class<T> target) {
        if (extension.type() != type) {
            throw new IllegalArgumentException(
                    extension.name() + " is a " + extension.type().wire() + ", not a " + type.wire());
        }
        try {
            return MAPPER.treeToValue(extension.definition(), target);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    type.wire() + " " + extension.name() + " does not fit " + target.getSimpleName(), e);
        }
    }
}
