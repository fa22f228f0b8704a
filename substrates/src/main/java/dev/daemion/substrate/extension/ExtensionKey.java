package dev.daemion.substrate.extension;

import dev.daemion.kernel.extension.ExtensionType;

/** A type and a name: unique among what is not deleted. Reads {@code type/name}. */
record ExtensionKey(ExtensionType type, String name) {
    @Override
    public String toString() {
        return type.wire() + "/" + name;
    }
}
