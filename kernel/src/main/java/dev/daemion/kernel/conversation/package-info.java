/**
 * Threads, turns and parts as readers see them. Open {@link dev.daemion.kernel.conversation.TurnView} first. No
 * behaviour is here.
 */
@NullMarked
package dev.daemion.kernel.conversation;

import org.jspecify.annotations.NullMarked;
