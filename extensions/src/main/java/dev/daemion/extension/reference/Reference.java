package dev.daemion.extension.reference;

import dev.daemion.kernel.extension.ExtensionType;

/**
 * A place that names another extension.
 *
 * @param pointer JSON Pointer in the record
 * @param type what is named
 * @param name its name; of a mode with the {@code mode-} its control has
 * @param orModel true when the alias of a model would do as well
 */
public record Reference(String pointer, ExtensionType type, String name, boolean orModel) {}
