// Messages of the person on their way to the gateway; each is kept until it is confirmed and sent again after a loss.
import { signal } from "@preact/signals";
import { ApiError } from "../api/client";
import type { AttachmentPart, ChatRequest } from "../api/types";
import { beginVisit, conversation, visit } from "./conversation";
import { acknowledge, discard, localId, refuse, retry, sendLocal, takeBack, textOf, type ViewTurn } from "./fold";
import { flushFrames } from "./frames";
import { announce } from "./notice";
import { keep, kept, release, type Unsent } from "./outbox";
import { openThread, openView } from "./route";
import { api } from "./session";
import { complain, touchThread } from "./threads";

/** Choices for a thread that does not exist yet. */
export const newThreadMode = signal<string>("plan");
export const newThreadModel = signal<string>("");

export const BUDGET_EXHAUSTED = "budget_exhausted";
/** The agent that needs no model and costs nothing. */
export const BUILT_IN = "built-in";

const onItsWay = new Set<string>();

/** Says something in the open thread; `model` for this message alone. */
export function send(content: string, attachments: readonly AttachmentPart[], model?: string): void {
  const thread = visit().threadId;
  const chosen = model ?? (thread === null ? newThreadModel.value : "");
  sendMessage({
    key: randomKey(),
    threadId: thread,
    content,
    attachments,
    at: new Date().toISOString(),
    ...(thread === null ? { mode: newThreadMode.value } : {}),
    ...(chosen === "" ? {} : { model: chosen }),
  });
}

function sendMessage(message: Unsent): void {
  keep(message);
  conversation.value = sendLocal(conversation.value, message);
  void deliver(message);
}

export function resend(key: string): void {
  const message = kept().find((unsent) => unsent.key === key);
  if (message) {
    conversation.value = retry(conversation.value, key);
    void deliver(message);
  }
}

/** Says an unsent message with another model. It is another request then, so it gets another key. */
export function resendWith(key: string, model: string): void {
  const message = kept().find((unsent) => unsent.key === key);
  if (message) {
    withdraw(key);
    sendMessage({ ...message, key: randomKey(), at: new Date().toISOString(), model, isRefused: false });
  }
}

/** Takes an unsent message back; its words return to whoever asked. */
export function withdraw(key: string): string {
  const message = kept().find((unsent) => unsent.key === key);
  release(key);
  conversation.value = discard(conversation.value, key);
  return message?.content ?? "";
}

/** Takes a message back that waits in its thread; its words, or null when it has begun. */
export async function withdrawWaiting(turn: ViewTurn): Promise<string | null> {
  if (turn.runId === null) {
    return null;
  }
  try {
    const run = await api.cancelRun(turn.runId);
    if (run.started_at !== null) {
      return null;
    }
  } catch (error) {
    complain(error);
    return null;
  }
  conversation.value = takeBack(conversation.value, turn.runId);
  return textOf(turn);
}

async function deliver(message: Unsent): Promise<void> {
  if (onItsWay.has(message.key)) {
    return;
  }
  onItsWay.add(message.key);
  const request: ChatRequest = {
    content: message.content,
    ...(message.threadId === null ? {} : { thread_id: message.threadId }),
    ...(message.mode ? { mode: message.mode } : {}),
    ...(message.model ? { model: message.model } : {}),
    ...(message.attachments.length === 0
      ? {}
      : { attachments: message.attachments.map(({ type: _, ...attachment }) => attachment) }),
  };
  const mine = visit();
  try {
    const turn = await api.chat(request, message.key);
    release(message.key);
    if (mine !== visit() && visit().threadId !== turn.thread_id) {
      touchThread(turn.thread_id);
      return;
    }
    flushFrames();
    if (message.threadId === null && visit().threadId === null) {
      if (openView.value !== "chat") {
        conversation.value = discard(conversation.value, message.key);
        touchThread(turn.thread_id);
        return;
      }
      moveTo(turn.thread_id);
    }
    conversation.value = acknowledge(conversation.value, message.key, turn);
    touchThread(turn.thread_id);
  } catch (error) {
    const refusal = error instanceof ApiError ? error : new ApiError(0, String(error));
    if (visit().threadId === message.threadId) {
      conversation.value = refuse(conversation.value, message.key, { sentence: refusal.message, code: refusal.code });
      announce(`Not sent: ${refusal.message}`);
    }
    // A spent budget fills up again one day, and the message may not be wanted by then.
    if (!refusal.isTransient || refusal.code === BUDGET_EXHAUSTED) {
      keep({ ...message, isRefused: true });
    }
  } finally {
    onItsWay.delete(message.key);
  }
}

/** The new thread has become a real one: the same page goes on, on that thread's stream. */
function moveTo(threadId: string): void {
  beginVisit(threadId);
  openThread(threadId, { replace: true });
}

export function restoreUnsent(threadId: string | null): void {
  for (const message of kept()) {
    if (message.threadId === threadId) {
      let next = sendLocal(conversation.value, message);
      if (!onItsWay.has(message.key)) {
        next = refuse(next, message.key, { sentence: "This message was not confirmed yet.", code: null });
      }
      conversation.value = next;
    }
  }
}

/** The same key gives the same turn, so asking again never says a thing twice. */
export function resendUnsent(threadId: string | null): void {
  for (const message of kept()) {
    const shown = conversation.value.turns.find((turn) => turn.id === localId(message.key));
    if (message.threadId === threadId && !message.isRefused && shown?.status === "unsent") {
      resend(message.key);
    }
  }
}

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
