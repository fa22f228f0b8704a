// Messages whose storing the gateway has not confirmed; they survive a reload of the page.
import type { AttachmentPart } from "../api/types";
import { names, readJson, writeJson } from "./storage";

export interface Unsent {
  /** The Idempotency-Key: whoever sends it again sends the same message. */
  key: string;
  /** Null for the first message of a thread that does not exist yet. */
  threadId: string | null;
  content: string;
  attachments: readonly AttachmentPart[];
  mode?: string;
  model?: string;
  at: string;
  /** The gateway said no; only a person sends it again. */
  isRefused?: boolean;
}

const NAME = "outbox.";

export function keep(message: Unsent): void {
  writeJson(NAME + message.key, message);
}

export function release(key: string): void {
  writeJson(NAME + key, null);
}

export function kept(): Unsent[] {
  return names(NAME)
    .map((name) => readJson<Unsent>(name))
    .filter((message) => message !== null)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
