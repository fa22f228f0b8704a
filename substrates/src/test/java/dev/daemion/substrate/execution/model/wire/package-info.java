/**
 * Model providers to test against: HTTP servers on loopback that speak the real wire, refuse what the real ones refuse,
 * follow a script and remember what happened. Open {@link dev.daemion.substrate.execution.model.wire.ModelServer}
 * first.
 */
@NullMarked
package dev.daemion.substrate.execution.model.wire;

import org.jspecify.annotations.NullMarked;
