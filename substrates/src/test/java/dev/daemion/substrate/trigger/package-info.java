@NullMarked
package dev.daemion.substrate.trigger;

import org.jspecify.annotations.NullMarked;
