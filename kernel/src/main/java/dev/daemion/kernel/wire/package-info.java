/** How records become JSON. Open {@link dev.daemion.kernel.wire.Json}. */
@NullMarked
package dev.daemion.kernel.wire;

import org.jspecify.annotations.NullMarked;
