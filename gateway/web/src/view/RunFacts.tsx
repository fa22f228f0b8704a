import {
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Clock,
  LoaderCircle,
  PauseCircle,
  ShieldQuestion,
} from "lucide-preact";
import type { Run } from "../api/types";

export type RunStatus = Run["status"];

/** A run's status: its sign and its word. */
export function RunState({ status }: { status: RunStatus }) {
  return (
    <span class="run-state" data-status={status}>
      <Sign status={status} />
      {WORDS[status]}
    </span>
  );
}

const WORDS: Record<RunStatus, string> = {
  queued: "queued",
  running: "running",
  blocked: "waits for you",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
  interrupted: "interrupted",
  skipped: "skipped",
};

export const isOpen = (status: RunStatus) => status === "queued" || status === "running" || status === "blocked";

function Sign({ status }: { status: RunStatus }) {
  const sign = { size: 16, "aria-hidden": true } as const;
  switch (status) {
    case "queued":
      return <Clock {...sign} />;
    case "running":
      return <LoaderCircle class="spin" {...sign} />;
    case "blocked":
      return <ShieldQuestion {...sign} />;
    case "succeeded":
      return <CircleCheck {...sign} />;
    case "failed":
      return <CircleX {...sign} />;
    case "interrupted":
      return <PauseCircle {...sign} />;
    case "cancelled":
      return <CircleSlash {...sign} />;
    case "skipped":
      return <CircleDashed {...sign} />;
  }
}

const TRIGGERS: Readonly<Record<string, string>> = {
  cron: "its schedule",
  watch: "a file that changed",
  webhook: "a webhook",
  event: "an event",
  chain: "another job",
  message: "a message",
  command: "a command",
  manual: "a person, by hand",
  chat: "a message in chat",
};

export const firedBy = (trigger: string) => TRIGGERS[trigger] ?? trigger;
