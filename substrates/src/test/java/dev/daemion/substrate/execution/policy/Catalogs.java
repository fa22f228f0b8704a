package dev.daemion.substrate.execution.policy;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.substrate.execution.tool.ToolScopes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Catalogs as tests of policy need them. */
final class Catalogs {
    private final List<ExtensionView> extensions = new ArrayList<>();

    static Catalogs empty() {
        return new Catalogs();
    }

    Catalogs control(String name, String definition) {
        return add(ExtensionType.CONTROL, name, definition);
    }

    Catalogs agent(String name, String definition) {
        return add(ExtensionType.AGENT, name, definition);
    }

    /** @param permissions null when nothing is said */
    Catalogs capability(String name, String definition, ExtensionSource source, @Nullable String permissions) {
        return add(ExtensionType.CAPABILITY, name, definition, source, permissions);
    }

    Catalogs rules(String rules) {
        return control("rules-" + extensions.size(), "{'kind':'policy','rules':[" + rules + "]}");
    }

    Catalog build() {
        return new Catalog(1, extensions);
    }

    private Catalogs add(ExtensionType type, String name, String definition) {
        return add(type, name, definition, ExtensionSource.USER, null);
    }

    private Catalogs add(
            ExtensionType type, String name, String definition, ExtensionSource source, @Nullable String permissions) {
        extensions.add(new ExtensionView(
                new ExtensionId("ext_01jd0000000000000000000001"),
                type,
                name,
                "x",
                ToolScopes.json(definition),
                source,
                true,
                ExtensionStatus.ACTIVE,
                1,
                null,
                permissions == null ? null : ToolScopes.json(permissions),
                Instant.EPOCH,
                Instant.EPOCH));
        return this;
    }
}
