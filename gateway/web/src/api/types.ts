// The records of the HTTP contract, by the names the page uses. The build makes them from docs/reference/openapi.yaml
// (npm run types); only the frames of the stream, which that document does not describe, are written by hand.
import type { components } from "daemion-api";

type Schemas = components["schemas"];

export type Thread = Schemas["Thread"];
export type ThreadChange = Schemas["ThreadChange"];
export type Turn = Schemas["Turn"];
export type Role = Turn["role"];
export type Part = Schemas["Part"];
export type TextPart = Schemas["TextPart"];
export type ThinkingPart = Schemas["ThinkingPart"];
export type StepPart = Schemas["StepPart"];
export type CardPart = Schemas["CardPart"];
export type AttachmentPart = Schemas["AttachmentPart"];
export type Run = Schemas["Run"];
export type Device = Schemas["Device"];
export type Grant = Schemas["Grant"];
export type Approval = Schemas["Approval"];
export type ApprovalDecision = Schemas["Decision"];
export type ApprovalScope = Schemas["Scope"];
export type LedgerEntry = Schemas["LedgerEntry"];
export type LedgerVerdict = Schemas["LedgerVerdict"];
export type Model = Schemas["Model"];
export type Extension = Schemas["Extension"];
export type ExtensionVersion = Schemas["ExtensionVersion"];
export type App = Schemas["App"];
export type OpenedApp = Schemas["OpenedApp"];
export type Artifact = Schemas["Artifact"];
export type SearchHit = Schemas["SearchHit"];
export type Job = Schemas["Job"];
export type JobPlan = Schemas["JobPlan"];
export type JobStart = Schemas["JobStart"];
export type Schedule = Schemas["Schedule"];
export type Slot = Schemas["Slot"];
export type Widget = Schemas["Widget"];
export type WidgetData = Schemas["WidgetData"];
export type ChatRequest = Schemas["ChatRequest"];
export type Paired = Schemas["Paired"];
/** Not called Notification: that is what a browser shows. */
export type Notice = Schemas["Notification"];
export type PushTarget = Schemas["PushSubscription"];
export type PushTargetRequest = Schemas["PushSubscriptionRequest"];

export interface Usage {
  [name: string]: number;
}

/** A frame of `/stream`; `seq` grows for the gateway's life. */
export type Frame = { seq: number } & (
  | { type: "connected"; threadId?: string | null; reset?: boolean }
  | { type: "message"; message: Turn }
  | { type: "start"; messageId: string; model?: string | null; threadId?: string }
  | { type: "text-delta"; messageId: string; delta: string }
  | { type: "thinking-delta"; messageId: string; delta: string }
  | { type: "tool-start"; messageId: string; toolCallId: string; tool: string; input: unknown }
  | {
      type: "tool-end";
      messageId: string;
      toolCallId: string;
      tool: string;
      output: string;
      isError?: boolean;
      durationMs?: number;
    }
  | { type: "finish"; messageId: string; costUsd?: number | null; durationMs?: number | null; usage?: Usage | null }
  | { type: "error"; messageId?: string | null; error: string; code?: string }
  | { type: "stopped"; messageId?: string | null }
  | { type: "warning"; text: string }
  | { type: "extension-changed"; extensionId: string; change: string }
  | { type: "thread-updated"; threadId: string }
  | { type: "approval-requested"; approval?: Approval; approvalId?: string }
  | { type: "approval-resolved"; approval?: Approval; approvalId?: string }
  | { type: "run-updated"; runId?: string; threadId?: string; status: string; job?: string | null }
  | { type: "notification"; notification?: Notice; allReadAt?: string }
);
