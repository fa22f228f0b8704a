package dev.daemion.kernel.protocol;

/**
 * How one substrate is.
 *
 * @param isUp false when it cannot do its work
 * @param detail one sentence for people
 */
public record SubstrateHealth(String name, boolean isUp, String detail) {}
