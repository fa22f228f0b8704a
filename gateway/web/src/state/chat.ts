// The open thread: its stream, its turns, and what is sent into it.
import { computed, effect, signal, untracked } from "@preact/signals";
import { ApiError } from "../api/client";
import { EventStream, type Link } from "../api/socket";
import type { AttachmentPart, ChatRequest, Frame, Run, Turn } from "../api/types";
import { approvalOf, learn, loadApprovals } from "./approvals";
import { extensionChanged, loadExtensions } from "./extensions";
import {
  acknowledge,
  type Conversation,
  discard,
  EMPTY,
  fold,
  isRunning,
  loadRuns,
  loadTurns,
  localId,
  refuse,
  reload,
  retry,
  sendLocal,
  settle,
  unexplained,
} from "./fold";
import { loadInbox, noticed } from "./inbox";
import { loadModels } from "./models";
import { announce } from "./notice";
import { keep, kept, release, type Unsent } from "./outbox";
import { openThread, openThreadId, openView } from "./route";
import { api, token } from "./session";
import { complain, currentThread, loadThreads, refreshThread, touchThread } from "./threads";

export const conversation = signal<Conversation>(EMPTY);
export const link = signal<Link>("connecting");
/** Address of the page of older turns; null when the beginning is loaded. */
export const hasOlder = signal(false);
export const isLoadingTurns = signal(false);
export const isStopping = signal(false);
/** Set when the address names a thread that is not there. */
export const isMissing = signal(false);

/** Choices for a thread that does not exist yet. */
export const newThreadMode = signal<string>("plan");
export const newThreadModel = signal<string>("");

const STALE_AFTER_HIDDEN_MILLIS = 20_000;
const RUNS_AT_ONCE = 50;
export const BUDGET_EXHAUSTED = "budget_exhausted";
/** The agent that needs no model and costs nothing. */
export const BUILT_IN = "built-in";

let stream: EventStream | null = null;
let shownThreadId: string | null = null;
/** Grows whenever another thread is shown, so that late answers know that they are late. */
let visit = 0;
/** Frames of one paint, folded together. */
let waiting: Frame[] = [];
/** Answers that streamed before the connection was lost and have not begun again since. */
let suspended = new Set<string>();
const onItsWay = new Set<string>();

export function startChat(): void {
  effect(() => {
    const isPaired = token.value !== null;
    const id = openThreadId.value;
    untracked(() => show(isPaired, id));
  });
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      hiddenAt = performance.now();
    } else if (performance.now() - hiddenAt > STALE_AFTER_HIDDEN_MILLIS) {
      stream?.renew();
    } else {
      stream?.connect();
    }
  });
  addEventListener("online", () => stream?.renew());
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      stream?.renew();
    }
  });
}

export function reconnect(): void {
  stream?.connect();
}

function show(isPaired: boolean, id: string | null): void {
  if (!isPaired) {
    stream?.close();
    stream = null;
    return;
  }
  if (stream !== null && shownThreadId === id) {
    return;
  }
  stream?.close();
  visit++;
  waiting = [];
  suspended = new Set();
  isMissing.value = false;
  isStopping.value = false;
  if (shownThreadId !== id || id === null) {
    conversation.value = EMPTY;
    hasOlder.value = false;
  }
  shownThreadId = id;
  restoreUnsent(id);
  connectStream(id);
}

function connectStream(id: string | null): void {
  isLoadingTurns.value = id !== null;
  stream = new EventStream({
    threadId: id,
    token: () => token.value,
    onFrame: receive,
    onLink: (state) => {
      link.value = state;
    },
    onLost: lost,
  });
  stream.connect();
}

function lost(): void {
  flushFrames();
  suspended = new Set(conversation.value.turns.filter((turn) => turn.status === "streaming").map((turn) => turn.id));
  isLoadingTurns.value = false;
  void askWhy(shownThreadId, visit);
}

/** A refused upgrade looks like a lost one to a page; the routes tell a revoked token and a missing thread apart. */
async function askWhy(id: string | null, mine: number): Promise<void> {
  void loadThreads();
  if (id === null) {
    return;
  }
  try {
    await api.thread(id);
  } catch (error) {
    if (mine === visit && error instanceof ApiError && error.status === 404) {
      isMissing.value = true;
      stream?.close();
      connectStream(null);
    }
  }
}

function receive(frame: Frame): void {
  switch (frame.type) {
    case "connected":
      void connected(frame.reset === true);
      break;
    case "thread-updated":
      touchThread(frame.threadId);
      break;
    case "extension-changed":
      extensionChanged();
      break;
    case "approval-requested":
    case "approval-resolved":
      if (frame.approval) {
        learn(frame.approval);
      } else {
        void loadApprovals();
      }
      break;
    case "notification":
      noticed(frame);
      break;
    default:
      if (frame.type === "start") {
        suspended.delete(frame.messageId);
      }
      if (waiting.push(frame) === 1) {
        nextPaint(flushFrames);
      }
  }
}

function nextPaint(work: () => void): void {
  if (document.hidden) {
    setTimeout(work, 100);
  } else {
    requestAnimationFrame(work);
  }
}

function flushFrames(): void {
  const frames = waiting;
  waiting = [];
  if (frames.length === 0) {
    return;
  }
  let next = conversation.value;
  for (const frame of frames) {
    next = fold(next, frame);
    afterFold(frame);
  }
  conversation.value = next;
}

function afterFold(frame: Frame): void {
  switch (frame.type) {
    case "message":
      learnCards(frame.message);
      break;
    case "start":
      announce("Daemion is answering.");
      break;
    case "finish":
      isStopping.value = false;
      markRead();
      break;
    case "stopped":
      isStopping.value = false;
      announce("Stopped.");
      break;
    case "error":
      isStopping.value = false;
      announce(frame.error);
      break;
  }
}

/** What was fetched counts as read; an answer that streamed past was not fetched. */
function markRead(): void {
  if (shownThreadId !== null && !document.hidden) {
    const id = shownThreadId;
    void api.turns(id, undefined, 1).then(
      () => touchThread(id),
      () => undefined,
    );
  }
}

async function connected(isReset: boolean): Promise<void> {
  const id = isMissing.value ? null : shownThreadId;
  const mine = visit;
  void loadThreads();
  void loadModels();
  void loadExtensions();
  void loadApprovals();
  void loadInbox();
  if (isReset) {
    waiting = [];
    conversation.value = reload(conversation.value);
  }
  if (id !== null) {
    await loadLatest(id, mine);
  }
  if (mine === visit) {
    resendUnsent(id);
  }
}

async function loadLatest(id: string, mine: number): Promise<void> {
  try {
    const [page, thread] = await Promise.all([api.turns(id), refreshThread(id)]);
    if (mine !== visit) {
      return;
    }
    flushFrames();
    const before = conversation.value;
    const isFirst = !before.turns.some((turn) => !turn.id.startsWith("local:"));
    let next = loadTurns(before, page.items);
    if (thread?.running === false) {
      next = settle(next, suspended);
    }
    suspended = new Set();
    conversation.value = next;
    if (isFirst || !hasOlder.value) {
      hasOlder.value = page.next !== null && page.items.length > 0;
    }
    for (const turn of page.items) {
      learnCards(turn);
    }
    void explain(id, mine, true);
  } catch (error) {
    if (mine === visit) {
      if (error instanceof ApiError && (error.status === 404 || error.status === 400)) {
        isMissing.value = true;
      } else if (!(error instanceof ApiError && error.status === 0)) {
        complain(error);
      }
    }
  } finally {
    if (mine === visit) {
      isLoadingTurns.value = false;
    }
  }
}

function learnCards(turn: Turn): void {
  for (const part of turn.parts) {
    const approval = part.type === "card" ? approvalOf(part.data) : null;
    if (approval !== null) {
      learn(approval);
    }
  }
}

/** Asks the runs why answers are incomplete and how long they took; without them the turns are shown as they are. */
async function explain(id: string, mine: number, isLatest: boolean): Promise<void> {
  const tell = (runs: readonly Run[]) => {
    if (mine === visit) {
      conversation.value = loadRuns(conversation.value, runs);
    }
  };
  try {
    if (isLatest) {
      tell(await api.runs(id, RUNS_AT_ONCE));
    }
    const open = unexplained(conversation.value).slice(-RUNS_AT_ONCE);
    if (open.length > 0 && mine === visit) {
      tell(await Promise.all(open.map((run) => api.run(run))));
    }
  } catch {
    // The next connection asks again.
  }
}

export async function loadOlder(): Promise<void> {
  const id = shownThreadId;
  const first = conversation.value.turns.find((turn) => !turn.id.startsWith("local:"));
  if (id === null || first === undefined || !hasOlder.value || isLoadingTurns.value) {
    return;
  }
  const mine = visit;
  isLoadingTurns.value = true;
  try {
    const page = await api.turns(id, first.id);
    if (mine === visit) {
      conversation.value = loadTurns(conversation.value, page.items);
      hasOlder.value = page.next !== null && page.items.length > 0;
      for (const turn of page.items) {
        learnCards(turn);
      }
      void explain(id, mine, false);
    }
  } catch (error) {
    complain(error);
  } finally {
    if (mine === visit) {
      isLoadingTurns.value = false;
    }
  }
}

/** Says something in the open thread; `model` for this message alone. */
export function send(content: string, attachments: readonly AttachmentPart[], model?: string): void {
  const thread = shownThreadId;
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
  const mine = visit;
  try {
    const turn = await api.chat(request, message.key);
    release(message.key);
    if (mine !== visit && shownThreadId !== turn.thread_id) {
      touchThread(turn.thread_id);
      return;
    }
    flushFrames();
    if (message.threadId === null && shownThreadId === null) {
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
    if (shownThreadId === message.threadId) {
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
  stream?.close();
  visit++;
  shownThreadId = threadId;
  openThread(threadId, { replace: true });
  connectStream(threadId);
}

function restoreUnsent(threadId: string | null): void {
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
function resendUnsent(threadId: string | null): void {
  for (const message of kept()) {
    const shown = conversation.value.turns.find((turn) => turn.id === localId(message.key));
    if (message.threadId === threadId && !message.isRefused && shown?.status === "unsent") {
      resend(message.key);
    }
  }
}

export async function stop(): Promise<void> {
  if (shownThreadId === null) {
    return;
  }
  isStopping.value = true;
  try {
    await api.stop(shownThreadId);
  } catch (error) {
    complain(error);
  } finally {
    isStopping.value = false;
  }
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

function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
