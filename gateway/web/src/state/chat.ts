// The open thread's stream: which one is open, how the connection is, and what its frames concern.
import { effect, signal, untracked } from "@preact/signals";
import { ApiError } from "../api/client";
import { EventStream, type Link } from "../api/socket";
import type { Frame } from "../api/types";
import { learn, loadApprovals } from "./approvals";
import {
  beginVisit,
  conversation,
  hasOlder,
  isLoadingTurns,
  isMissing,
  isStopping,
  type Visit,
  visit,
} from "./conversation";
import { extensionChanged, loadExtensions } from "./extensions";
import { EMPTY, reload } from "./fold";
import { dropFrames, suspendAnswers, take, takeSuspended } from "./frames";
import { loadLatest } from "./history";
import { loadInbox, noticed } from "./inbox";
import { loadModels } from "./models";
import { openThreadId } from "./route";
import { tellOfRun } from "./runs";
import { resendUnsent, restoreUnsent } from "./sending";
import { api, token } from "./session";
import { complain, loadThreads, touchThread } from "./threads";

export const link = signal<Link>("connecting");

const STALE_AFTER_HIDDEN_MILLIS = 20_000;

let stream: EventStream | null = null;
/** What the stream was opened for. */
let streamed: Visit | null = null;

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
  // A new thread that has become a real one goes on as it is shown, on another stream.
  const isSame = stream !== null && visit().threadId === id;
  if (isSame && streamed === visit()) {
    return;
  }
  stream?.close();
  if (!isSame) {
    begin(id);
  }
  connectStream(id);
}

function begin(id: string | null): void {
  const before = visit();
  beginVisit(id);
  dropFrames();
  takeSuspended();
  isMissing.value = false;
  isStopping.value = false;
  if (before.threadId !== id || id === null) {
    conversation.value = EMPTY;
    hasOlder.value = false;
  }
  restoreUnsent(id);
}

function connectStream(id: string | null): void {
  streamed = visit();
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
  suspendAnswers();
  isLoadingTurns.value = false;
  void askWhy(visit());
}

/** A refused upgrade looks like a lost one to a page; the routes tell a revoked token and a missing thread apart. */
async function askWhy(mine: Visit): Promise<void> {
  void loadThreads();
  const id = mine.threadId;
  if (id === null) {
    return;
  }
  try {
    await api.thread(id);
  } catch (error) {
    if (mine === visit() && error instanceof ApiError && error.status === 404) {
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
    case "run-updated":
      tellOfRun(frame);
      take(frame);
      break;
    default:
      take(frame);
  }
}

async function connected(isReset: boolean): Promise<void> {
  const mine = visit();
  const id = isMissing.value ? null : mine.threadId;
  void loadThreads();
  void loadModels();
  void loadExtensions();
  void loadApprovals();
  void loadInbox();
  tellOfRun(null);
  if (isReset) {
    dropFrames();
    conversation.value = reload(conversation.value);
  }
  if (id !== null) {
    await loadLatest(id, mine);
  }
  if (mine === visit()) {
    resendUnsent(id);
  }
}

export async function stop(): Promise<void> {
  const { threadId } = visit();
  if (threadId === null) {
    return;
  }
  isStopping.value = true;
  try {
    await api.stop(threadId);
  } catch (error) {
    complain(error);
  } finally {
    isStopping.value = false;
  }
}
