@org.jspecify.annotations.NullMarked
package dev.daemion.substrate.execution;
