/**
 * What people type that is more than text: {@code /name}, {@code @agent}, {@code !line}, {@code #note}. Open
 * {@link dev.daemion.extension.command.Typed} first; {@link dev.daemion.extension.command.Arguments} binds what follows
 * a command's name. Whether a command exists and what runs is deliberately not decided here.
 */
@NullMarked
package dev.daemion.extension.command;

import org.jspecify.annotations.NullMarked;
