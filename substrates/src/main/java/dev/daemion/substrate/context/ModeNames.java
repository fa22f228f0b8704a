package dev.daemion.substrate.context;

import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import java.util.List;
import java.util.stream.Stream;

/**
 * What people call the modes: the name of a {@code mode} control without its prefix {@code mode-}. {@code plan} and
 * {@code act} always exist.
 */
final class ModeNames {
    private static final String PREFIX = "mode-";

    private ModeNames() {}

    static List<String> in(Catalog catalog) {
        return Stream.concat(
                        Stream.of("plan", "act"),
                        catalog.ofType(ExtensionType.CONTROL)
                                .filter(control -> control.definition()
                                        .path("kind")
                                        .asText()
                                        .equals("mode"))
                                .map(ModeNames::of))
                .distinct()
                .toList();
    }

    static String of(ExtensionView control) {
        return control.name().startsWith(PREFIX) ? control.name().substring(PREFIX.length()) : control.name();
    }
}
