// What of the open thread is shown: its turns as far as they are loaded, and whether it works.
import { computed, signal } from "@preact/signals";
import { type Conversation, EMPTY, isRunning } from "./fold";
import { currentThread } from "./threads";

export const conversation = signal<Conversation>(EMPTY);
/** True when turns before the first shown one are stored. */
export const hasOlder = signal(false);
export const isLoadingTurns = signal(false);
export const isStopping = signal(false);
/** Set when the address names a thread that is not there. */
export const isMissing = signal(false);

/** One thread being shown; another object whenever another is, so that late answers know that they are late. */
export interface Visit {
  readonly threadId: string | null;
}

let current: Visit = { threadId: null };

export const visit = () => current;

export function beginVisit(threadId: string | null): void {
  current = { threadId };
}

/**
 * True while the thread works: an answer streams, or the gateway says so and the last word is a person's. The record of
 * the thread alone is a moment behind the stream.
 */
export const isAnswering = computed(() => {
  const { turns } = conversation.value;
  const last = turns.findLast((turn) => turn.role === "user" || turn.role === "assistant");
  return isRunning(conversation.value) || (currentThread.value?.running === true && last?.role === "user");
});
