package dev.daemion.extension.seed;

import dev.daemion.extension.manifest.Manifest;

/**
 * One built-in extension, read.
 *
 * @param digest SHA-256 (hex) of its file
 * @param essential true when Daemion does not work without it: it is never disabled or deleted
 */
public record Seed(Manifest manifest, String digest, boolean essential) {}
