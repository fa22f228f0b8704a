package dev.daemion.kernel.problem;

/**
 * One thing wrong with an input.
 *
 * @param pointer JSON Pointer (RFC 6901) to the place, {@code ""} for the whole document
 * @param detail what was expected and what was found, one sentence
 */
public record Finding(String pointer, String detail) {}
