/** Words everyone shares. */
@org.jspecify.annotations.NullMarked
package dev.daemion.kernel;
