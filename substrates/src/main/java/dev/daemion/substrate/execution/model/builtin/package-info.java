/**
 * The built-in agent: answers plain English about the OS's own work without any model, through the same tools. Open
 * {@link dev.daemion.substrate.execution.model.builtin.Intents} first: the table of what it understands.
 */
@NullMarked
package dev.daemion.substrate.execution.model.builtin;

import org.jspecify.annotations.NullMarked;
