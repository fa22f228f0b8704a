// Frames of the open thread on their way into what is shown: those of one paint are folded together.
import type { Frame } from "../api/types";
import { learnCards } from "./approvals";
import { conversation, isStopping, visit } from "./conversation";
import { fold } from "./fold";
import { announce } from "./notice";
import { api } from "./session";
import { touchThread } from "./threads";

let waiting: Frame[] = [];
/** Answers that streamed before the connection was lost and have not begun again since. */
let suspended = new Set<string>();

export function take(frame: Frame): void {
  if (frame.type === "start") {
    suspended.delete(frame.messageId);
  }
  if (waiting.push(frame) === 1) {
    nextPaint(flushFrames);
  }
}

/** Frames that wait belong to what is shown no more. */
export function dropFrames(): void {
  waiting = [];
}

/** The connection is lost: what streams now begins again when it is back, or has ended. */
export function suspendAnswers(): void {
  flushFrames();
  suspended = new Set(conversation.value.turns.filter((turn) => turn.status === "streaming").map((turn) => turn.id));
}

/** Answers that did not begin again; asked once. */
export function takeSuspended(): ReadonlySet<string> {
  const taken = suspended;
  suspended = new Set();
  return taken;
}

export function flushFrames(): void {
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

function nextPaint(work: () => void): void {
  if (document.hidden) {
    setTimeout(work, 100);
  } else {
    requestAnimationFrame(work);
  }
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
  const { threadId } = visit();
  if (threadId !== null && !document.hidden) {
    void api.turns(threadId, undefined, 1).then(
      () => touchThread(threadId),
      () => undefined,
    );
  }
}
