// What was typed and not sent, per thread; kept in this browser until it is sent.
import { signal } from "@preact/signals";
import { read, write } from "./storage";

/** Counts up when a draft was put in from elsewhere and the message box must show it. */
export const draftShown = signal(0);

const name = (threadId: string | null) => `draft.${threadId ?? "new"}`;

export const draftOf = (threadId: string | null) => read(name(threadId)) ?? "";

export function saveDraft(threadId: string | null, text: string, options: { isShown?: boolean } = {}): void {
  write(name(threadId), text === "" ? null : text);
  if (options.isShown) {
    draftShown.value++;
  }
}
