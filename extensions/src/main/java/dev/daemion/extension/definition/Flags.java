package dev.daemion.extension.definition;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import java.util.HashMap;
import java.util.Map;

/**
 * Which flags are on, as templates ({@code {{flags.name}}}) and filters ({@code flags.name}) see them. A flag goes by
 * the name of its control, and without a leading {@code flag-} unless another flag has just that name. One that does
 * not exist or is disabled is off.
 */
public final class Flags {
    /** What names of flag controls may begin with: {@code flag-sounds} is the flag {@code sounds}. */
    public static final String NAME_PREFIX = "flag-";

    private Flags() {}

    /** Every flag that takes part, by each of its names. */
    public static Map<String, Boolean> of(Catalog catalog) {
        var controls = catalog.ofType(ExtensionType.CONTROL)
                .filter(control -> control.definition().path("kind").asText().equals("flag"))
                .toList();
        var flags = new HashMap<String, Boolean>();
        for (var control : controls) {
            flags.put(control.name(), isOn(control));
        }
        for (var control : controls) {
            if (control.name().startsWith(NAME_PREFIX)) {
                flags.putIfAbsent(control.name().substring(NAME_PREFIX.length()), isOn(control));
            }
        }
        return Map.copyOf(flags);
    }

    private static boolean isOn(ExtensionView control) {
        return control.definition().path("value").asBoolean();
    }
}
