package dev.daemion.extension.seed;

import dev.daemion.kernel.wire.Sha256;

/**
 * One seed as it lies on disk.
 *
 * @param path below {@code seeds/}: {@code theme/daemion-dark.yaml}; names the type and the extension
 * @param text at most 256 KiB
 * @param digest SHA-256 (hex) of the text; equal digests need no second reading
 */
public record SeedFile(String path, String text, String digest) {
    public SeedFile(String path, String text) {
        this(path, text, Sha256.hex(text));
    }

    /** The first folder: {@code theme}. Empty for a file that lies in none. */
    public String folder() {
        int slash = path.indexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    /** The file's name without its extension: {@code daemion-dark}. */
    public String stem() {
        var file = path.substring(path.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }
}
