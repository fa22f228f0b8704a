// Approvals as the gateway last told them; cards in turns show a question as it was when it was asked.
import { computed, signal } from "@preact/signals";
import { ApiError } from "../api/client";
import type { Approval, ApprovalDecision, ApprovalScope, Turn } from "../api/types";
import { announce } from "./notice";
import { api } from "./session";

const APPROVALS_MAX = 500;
const ANSWERED_SHOWN_MAX = 20;

export const hasLoadedApprovals = signal(false);
export const approvals = signal<ReadonlyMap<string, Approval>>(new Map());
/** Questions of any thread that wait, the one that waits longest first. */
export const pending = computed(() =>
  [...approvals.value.values()]
    .filter((approval) => approval.status === "pending")
    .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
);
/** Grows with every answer that is known. */
export const decisions = computed(
  () => [...approvals.value.values()].filter(({ status }) => status !== "pending").length,
);
export const pendingCount = computed(() => pending.value.length);
/** The latest answers, newest first. */
export const answered = computed(() =>
  [...approvals.value.values()]
    .filter((approval) => approval.status !== "pending")
    .toSorted((a, b) => Date.parse(b.decided_at ?? b.created_at) - Date.parse(a.decided_at ?? a.created_at))
    .slice(0, ANSWERED_SHOWN_MAX),
);

export function learn(approval: Approval): void {
  const known = approvals.value.get(approval.id);
  // An answer is final: a card that still says "pending" is an older picture.
  if (known !== undefined && known.status !== "pending" && approval.status === "pending") {
    return;
  }
  const next = new Map(approvals.value).set(approval.id, approval);
  for (const id of next.keys()) {
    if (next.size <= APPROVALS_MAX) {
      break;
    }
    next.delete(id);
  }
  approvals.value = next;
  if (approval.status === "pending" && known === undefined) {
    announce(`Approval needed: ${approval.title}`);
  }
}

/** Questions stand in turns as cards. */
export function learnCards(turn: Turn): void {
  for (const part of turn.parts) {
    const approval = part.type === "card" ? approvalOf(part.data) : null;
    if (approval !== null) {
      learn(approval);
    }
  }
}

export async function loadApprovals(): Promise<void> {
  const waited = pending.value;
  try {
    const list = await api.approvals();
    const told = new Set(list.map((approval) => approval.id));
    const gone = waited.filter((approval) => !told.has(approval.id));
    if (gone.length > 0) {
      // What waited and is no longer told of went away with its thread.
      const next = new Map(approvals.value);
      for (const approval of gone) {
        next.delete(approval.id);
      }
      approvals.value = next;
    }
    list.forEach(learn);
    hasLoadedApprovals.value = true;
  } catch {
    // Cards show what they know; the next connection asks again.
  }
}

/** Answers a question; null when it worked, else a sentence. */
export async function decide(
  approval: Approval,
  decision: ApprovalDecision,
  scope: ApprovalScope,
): Promise<string | null> {
  try {
    learn(await api.decide(approval.id, decision, scope));
    return null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) {
      await loadApprovals();
      return "Somebody else was faster: this was already answered.";
    }
    return error instanceof Error ? error.message : String(error);
  }
}

/** The record in an approval card, null when the card is none. */
export function approvalOf(data: unknown): Approval | null {
  if (typeof data !== "object" || data === null) {
    return null;
  }
  const record = "approval" in data && typeof data.approval === "object" ? data.approval : data;
  return record !== null && "id" in record && "title" in record && "status" in record ? (record as Approval) : null;
}
