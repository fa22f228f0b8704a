/**
 * What an extension names beyond itself: other jobs, agents, commands, modes, models. Open
 * {@link dev.daemion.extension.reference.References} first. Which names there are is known to the extension substrate
 * only; a definition on its own is looked at in {@code check}.
 */
@NullMarked
package dev.daemion.extension.reference;

import org.jspecify.annotations.NullMarked;
