/**
 * The port to models and its three implementations. Open {@link dev.daemion.substrate.execution.model.ModelClient}
 * first.
 */
@NullMarked
package dev.daemion.substrate.execution.model;

import org.jspecify.annotations.NullMarked;
