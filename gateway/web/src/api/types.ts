// The records of the HTTP contract, as the gateway writes them.

export type ThreadMode = "plan" | "act" | (string & {});

export interface Thread {
  id: string;
  title: string;
  agent_id: string;
  model: string | null;
  mode: ThreadMode;
  project_id: string | null;
  archived: boolean;
  created_at: string;
  updated_at: string;
  last_turn_at: string | null;
  running: boolean;
  unread: number;
}

export interface TextPart {
  type: "text";
  text: string;
}
export interface ThinkingPart {
  type: "thinking";
  text: string;
}
export interface StepPart {
  type: "step";
  tool_call_id: string;
  tool: string;
  input: unknown;
  /** Null while it has not ended. */
  output: string | null;
  /** Set when `output` was cut. */
  output_hash?: string | null;
  is_error: boolean;
  /** Null while it has not ended. */
  duration_ms: number | null;
}
export interface CardPart {
  type: "card";
  renderer: string;
  data: unknown;
}
export interface AttachmentPart {
  type: "attachment";
  name: string;
  mime_type: string;
  content: string;
}
export type Part = TextPart | ThinkingPart | StepPart | CardPart | AttachmentPart;

export type Role = "user" | "assistant" | "system" | "tool";

export interface Turn {
  id: string;
  thread_id: string;
  agent_id: string | null;
  role: Role;
  content: string;
  parts: Part[];
  model: string | null;
  /** Null when unknown, which is not zero. */
  cost_usd: number | null;
  run_id: string | null;
  created_at: string;
  status: "complete" | "partial" | "queued";
}

export type ApprovalScope = "once" | "session" | "always";
export type ApprovalDecision = "approve" | "deny";

export interface Approval {
  id: string;
  kind: "extension" | "tool" | "permission";
  status: "pending" | "approved" | "denied" | "expired";
  title: string;
  summary: string;
  detail: unknown;
  content_hash: string;
  extension_id: string | null;
  run_id: string | null;
  thread_id: string | null;
  created_at: string;
  expires_at: string | null;
  decision: ApprovalDecision | null;
  scope: ApprovalScope | null;
  decided_at: string | null;
  decided_by: string | null;
}

export interface Model {
  alias: string;
  provider: string;
  model: string;
  is_ready: boolean;
  /** What to do when it is not ready. */
  detail: string;
}

export interface ChatAttachment {
  name: string;
  mime_type: string;
  content: string;
}

export interface ChatRequest {
  content: string;
  thread_id?: string;
  model?: string;
  mode?: string;
  attachments?: ChatAttachment[];
}

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
  | { type: "run-updated"; runId: string; threadId: string; status: string }
  | { type: "notification"; text?: string; title?: string }
);
