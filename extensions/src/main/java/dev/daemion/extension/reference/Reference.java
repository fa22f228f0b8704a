package dev.daemion.extension.reference;

import dev.daemion.extension.definition.Flags;
import dev.daemion.kernel.extension.ExtensionType;
import java.util.List;

/**
 * A place that names another extension.
 *
 * @param pointer JSON Pointer in the record
 * @param type what is named
 * @param name its name; of a mode with the {@code mode-} its control has, of a flag with its {@code flag-}
 * @param orModel true when the alias of a model would do as well
 * @param isOwn true when the name is to be this extension's own: then somebody who has it is in the way
 */
public record Reference(String pointer, ExtensionType type, String name, boolean orModel, boolean isOwn) {
    Reference(String pointer, ExtensionType type, String name, boolean orModel) {
        this(pointer, type, name, orModel, false);
    }

    /** Each of which would do: a flag may also go by a control's whole name. */
    public List<String> names() {
        boolean isFlag = type == ExtensionType.CONTROL && name.startsWith(Flags.NAME_PREFIX);
        return isFlag ? List.of(name, name.substring(Flags.NAME_PREFIX.length())) : List.of(name);
    }
}
