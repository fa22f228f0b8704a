// One short message at the foot of the page, and one for screen readers only.
import { signal } from "@preact/signals";

export interface Notice {
  text: string;
  action?: { label: string; act: () => void };
}

const SHOWN_MILLIS = 6_000;

export const notice = signal<Notice | null>(null);
/** Read out politely, never shown. */
export const announcement = signal("");

let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string, action?: Notice["action"]): void {
  clearTimeout(timer);
  notice.value = action ? { text, action } : { text };
  timer = setTimeout(dismissNotice, SHOWN_MILLIS);
}

export function dismissNotice(): void {
  clearTimeout(timer);
  notice.value = null;
}

export function announce(text: string): void {
  announcement.value = text;
}
