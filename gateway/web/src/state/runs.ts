// What the stream tells of the runs of jobs: that something of one has changed. What it is, is asked for.
import type { Frame } from "../api/types";

/** One frame; null when it is not known what was missed, as after a lost connection. */
export type RunNews = Extract<Frame, { type: "run-updated" }> | null;

const listeners = new Set<(news: RunNews) => void>();

export function tellOfRun(news: RunNews): void {
  for (const listener of [...listeners]) {
    listener(news);
  }
}

/** Until the answer is called. */
export function onRunNews(listener: (news: RunNews) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
