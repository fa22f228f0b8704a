/** The hub with probes and a clock of its own. Open {@code HubFixture} first. */
@NullMarked
package dev.daemion.substrate.presentation;

import org.jspecify.annotations.NullMarked;
