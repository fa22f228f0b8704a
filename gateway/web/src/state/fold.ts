// The fold: frames of the stream, pages of stored turns and the page's own unsent messages become one list to show.
// Pure: a state and an event give the next state; what did not change keeps its identity.
import type {
  AttachmentPart,
  CardPart,
  Frame,
  Role,
  Run,
  StepPart,
  TextPart,
  ThinkingPart,
  Turn,
  Usage,
} from "../api/types";

export type ViewStatus =
  /** On its way to the gateway. */
  | "sending"
  /** The gateway was not reached or refused it. */
  | "unsent"
  | "queued"
  | "streaming"
  | "complete"
  | "partial";

export type ViewPart = TextPart | ThinkingPart | StepPart | CardPart | AttachmentPart;

export interface ViewTurn {
  /** The turn's id, or `local:<idempotency key>` until the gateway has given one. */
  id: string;
  role: Role;
  status: ViewStatus;
  parts: readonly ViewPart[];
  model: string | null;
  /** Null when unknown, undefined when nobody said anything about it yet. */
  costUsd?: number | null;
  durationMs?: number | null;
  usage?: Usage | null;
  createdAt: string | null;
  runId: string | null;
  error?: TurnError;
  /** Why an answer is incomplete, when that is known. */
  ending?: Ending;
}

export type Ending = "stopped" | "interrupted" | "failed";

export interface TurnError {
  sentence: string;
  code: string | null;
}

export interface Conversation {
  readonly turns: readonly ViewTurn[];
  readonly warnings: readonly string[];
  /** Errors that belong to no answer. */
  readonly error: TurnError | null;
}

export const EMPTY: Conversation = { turns: [], warnings: [], error: null };

const WARNINGS_MAX = 3;
const LOCAL = "local:";

export const localId = (key: string) => LOCAL + key;
export const isLocal = (turn: ViewTurn) => turn.id.startsWith(LOCAL);
export const isRunning = (state: Conversation) => state.turns.some((turn) => turn.status === "streaming");

export function fold(state: Conversation, frame: Frame): Conversation {
  switch (frame.type) {
    case "message":
      return storeTurn(state, frame.message);
    case "start":
      return startAnswer(state, frame.messageId, frame.model ?? null);
    case "text-delta":
      return changeAnswer(state, frame.messageId, (turn) => ({
        ...turn,
        parts: append(turn.parts, "text", frame.delta),
      }));
    case "thinking-delta":
      return changeAnswer(state, frame.messageId, (turn) => ({
        ...turn,
        parts: append(turn.parts, "thinking", frame.delta),
      }));
    case "tool-start":
      return changeAnswer(state, frame.messageId, (turn) => ({
        ...turn,
        parts: withStep(turn.parts, frame.toolCallId, (known) => ({
          type: "step",
          tool_call_id: frame.toolCallId,
          tool: frame.tool,
          input: frame.input ?? known?.input ?? null,
          output: null,
          output_hash: null,
          is_error: false,
          duration_ms: null,
        })),
      }));
    case "tool-end":
      return changeAnswer(state, frame.messageId, (turn) => ({
        ...turn,
        parts: withStep(turn.parts, frame.toolCallId, (known) => ({
          type: "step",
          tool_call_id: frame.toolCallId,
          tool: frame.tool,
          input: known?.input ?? null,
          output: frame.output ?? "",
          output_hash: null,
          is_error: frame.isError ?? false,
          duration_ms: frame.durationMs ?? null,
        })),
      }));
    case "finish":
      return changeKnown(state, frame.messageId, (turn) => ({
        ...turn,
        status: turn.status === "streaming" ? "complete" : turn.status,
        costUsd: frame.costUsd ?? turn.costUsd ?? null,
        durationMs: frame.durationMs ?? turn.durationMs ?? null,
        usage: frame.usage ?? turn.usage ?? null,
      }));
    case "error":
      return failAnswer(state, frame.messageId ?? null, { sentence: frame.error, code: frame.code ?? null });
    case "stopped":
      return stopAnswer(state, frame.messageId ?? null);
    case "run-updated":
      if (frame.status === "queued" || frame.runId === undefined) {
        return state;
      }
      return frame.status === "cancelled"
        ? takeBack(state, frame.runId)
        : beginQuestion(state, (turn) => turn.runId === frame.runId);
    case "warning":
      return state.warnings.includes(frame.text)
        ? state
        : { ...state, warnings: [...state.warnings, frame.text].slice(-WARNINGS_MAX) };
    default:
      return state;
  }
}

/** Puts a page of stored turns in. An answer that streams right now is further along than its stored beginning. */
export function loadTurns(state: Conversation, turns: readonly Turn[]): Conversation {
  return turns.reduce(storeTurn, state);
}

/** Stored turns do not say how long they took and why they are incomplete; their runs do. */
export function loadRuns(state: Conversation, runs: readonly Run[]): Conversation {
  const known = new Map(runs.map((run) => [run.id, run]));
  const turns = state.turns.map((turn) => {
    const run = turn.role === "assistant" && turn.runId !== null ? known.get(turn.runId) : undefined;
    return run === undefined || turn.status === "streaming" ? turn : withRun(turn, run);
  });
  return turns.some((turn, index) => turn !== state.turns[index]) ? { ...state, turns } : state;
}

/** Runs that would say more about what is shown. */
export function unexplained(state: Conversation): string[] {
  return state.turns
    .filter((turn) => turn.role === "assistant" && turn.status === "partial" && turn.ending === undefined)
    .map((turn) => turn.runId)
    .filter((id) => id !== null);
}

/**
 * Begins again from what is stored, keeping what only this page knows: messages that did not reach the gateway yet.
 */
export function reload(state: Conversation): Conversation {
  return { ...EMPTY, turns: state.turns.filter(isLocal) };
}

/** A message of this page, shown before the gateway has it. */
export function sendLocal(
  state: Conversation,
  message: { key: string; content: string; attachments: readonly AttachmentPart[]; at: string },
): Conversation {
  const turn: ViewTurn = {
    id: localId(message.key),
    role: "user",
    status: "sending",
    parts: [...message.attachments, { type: "text", text: message.content }],
    model: null,
    createdAt: message.at,
    runId: null,
  };
  return place({ ...state, error: null }, turn);
}

/** The gateway has answered a message of this page with the turn it stored. */
export function acknowledge(state: Conversation, key: string, turn: Turn): Conversation {
  return storeTurn(remove(state, localId(key)), turn);
}

export function refuse(state: Conversation, key: string, error: TurnError): Conversation {
  return changeKnown(state, localId(key), (turn) => ({ ...turn, status: "unsent", error }));
}

export function retry(state: Conversation, key: string): Conversation {
  return changeKnown(state, localId(key), ({ error: _, ...turn }) => ({ ...turn, status: "sending" }));
}

export function discard(state: Conversation, key: string): Conversation {
  return remove(state, localId(key));
}

/** A message that waited is not answered any more, and no part of the thread. One that has begun stays. */
export function takeBack(state: Conversation, runId: string): Conversation {
  const waiting = state.turns.find((turn) => turn.status === "queued" && turn.runId === runId);
  return waiting === undefined ? state : remove(state, waiting.id);
}

/** Answers nobody works on any more: the gateway was stopped in the middle of them. */
export function settle(state: Conversation, ids: ReadonlySet<string>): Conversation {
  let next = state;
  for (const id of ids) {
    next = changeKnown(next, id, (turn) => (turn.status === "streaming" ? { ...turn, status: "partial" } : turn));
  }
  return next;
}

export function dismissWarning(state: Conversation, text: string): Conversation {
  return { ...state, warnings: state.warnings.filter((warning) => warning !== text) };
}

/** All text of a turn, for copying and for the clipboard. */
export function textOf(turn: ViewTurn): string {
  return turn.parts
    .filter((part) => part.type === "text")
    .map((part) => part.text)
    .join("\n\n");
}

function storeTurn(state: Conversation, turn: Turn): Conversation {
  const known = state.turns.find((shown) => shown.id === turn.id);
  if (
    known?.status === "streaming" &&
    turn.status !== "complete" &&
    turn.role === "assistant" &&
    isBehind(turn, known)
  ) {
    return state;
  }
  const stored: ViewTurn = {
    id: turn.id,
    role: turn.role,
    status: turn.status,
    parts: turn.parts.length > 0 || turn.content === "" ? turn.parts : [{ type: "text", text: turn.content }],
    model: turn.model,
    costUsd: turn.cost_usd ?? known?.costUsd ?? null,
    durationMs: known?.durationMs ?? null,
    createdAt: turn.created_at,
    runId: turn.run_id,
    ...(known?.usage ? { usage: known.usage } : {}),
    ...(known?.error ? { error: known.error } : {}),
    ...(known?.ending ? { ending: known.ending } : {}),
  };
  return place(withoutEcho(state, turn), stored);
}

/**
 * A stored message may arrive on the stream before the answer to its POST: the oldest message on its way with the same
 * text is that one. Should two devices send the same words at once, the answer to the POST sets it right.
 */
function withoutEcho(state: Conversation, turn: Turn): Conversation {
  if (turn.role !== "user" || state.turns.some((shown) => shown.id === turn.id)) {
    return state;
  }
  const echo = state.turns.find(
    (shown) => isLocal(shown) && shown.status === "sending" && textOf(shown).trim() === turn.content.trim(),
  );
  return echo ? remove(state, echo.id) : state;
}

function isBehind(stored: Turn, shown: ViewTurn): boolean {
  return stored.status === "partial" && stored.content.length <= textOf(shown).length;
}

function startAnswer(state: Conversation, id: string, model: string | null): Conversation {
  const known = state.turns.find((turn) => turn.id === id);
  return place(
    beginQuestion({ ...state, error: null }, (turn) => turn.id < id),
    {
      id,
      role: "assistant",
      status: "streaming",
      parts: [],
      model,
      createdAt: known?.createdAt ?? null,
      runId: known?.runId ?? null,
    },
  );
}

/** A waiting message has got its turn. */
function beginQuestion(state: Conversation, isIt: (turn: ViewTurn) => boolean): Conversation {
  const question = state.turns.find((turn) => turn.status === "queued" && isIt(turn));
  return question === undefined ? state : place(state, { ...question, status: "complete" });
}

function changeAnswer(state: Conversation, id: string, change: (turn: ViewTurn) => ViewTurn): Conversation {
  const known = state.turns.find((turn) => turn.id === id);
  if (known === undefined) {
    return changeKnown(startAnswer(state, id, null), id, change);
  }
  // What is stored whole needs no late deltas.
  return known.status === "streaming" ? changeKnown(state, id, change) : state;
}

function changeKnown(state: Conversation, id: string, change: (turn: ViewTurn) => ViewTurn): Conversation {
  const index = state.turns.findIndex((turn) => turn.id === id);
  const turn = state.turns[index];
  return turn === undefined ? state : { ...state, turns: state.turns.with(index, change(turn)) };
}

function failAnswer(state: Conversation, id: string | null, error: TurnError): Conversation {
  const target = id ?? state.turns.findLast((turn) => turn.status === "streaming")?.id;
  if (target === undefined) {
    return { ...state, error };
  }
  const known = state.turns.some((turn) => turn.id === target) ? state : startAnswer(state, target, null);
  return changeKnown(known, target, (turn) => ({
    ...turn,
    status: turn.status === "streaming" ? "partial" : turn.status,
    ending: error.code === "interrupted" ? "interrupted" : "failed",
    error,
  }));
}

function stopAnswer(state: Conversation, id: string | null): Conversation {
  const target = id ?? state.turns.findLast((turn) => turn.status === "streaming")?.id;
  return target === undefined
    ? state
    : changeKnown(state, target, (turn) => ({ ...turn, status: "partial", ending: "stopped" }));
}

function withRun(turn: ViewTurn, run: Run): ViewTurn {
  const durationMs = turn.durationMs ?? millisOf(run);
  const ending = turn.ending ?? (turn.status === "partial" ? ENDINGS[run.status] : undefined);
  const error =
    turn.error ?? (ending !== undefined && run.error !== null ? { sentence: run.error, code: null } : undefined);
  if (durationMs === turn.durationMs && ending === turn.ending && error === turn.error) {
    return turn;
  }
  return { ...turn, durationMs, ...(ending ? { ending } : {}), ...(error ? { error } : {}) };
}

const ENDINGS: Partial<Record<Run["status"], Ending>> = {
  cancelled: "stopped",
  interrupted: "interrupted",
  failed: "failed",
};

function millisOf({ started_at, finished_at }: Run): number | null {
  return started_at === null || finished_at === null
    ? null
    : Math.max(0, Date.parse(finished_at) - Date.parse(started_at));
}

function append(parts: readonly ViewPart[], type: "text" | "thinking", delta: string): readonly ViewPart[] {
  const last = parts.at(-1);
  return last?.type === type ? parts.with(-1, { ...last, text: last.text + delta }) : [...parts, { type, text: delta }];
}

function withStep(
  parts: readonly ViewPart[],
  callId: string,
  change: (known: StepPart | undefined) => StepPart,
): readonly ViewPart[] {
  const index = parts.findIndex((part) => part.type === "step" && part.tool_call_id === callId);
  const known = parts[index];
  return known?.type === "step" ? parts.with(index, change(known)) : [...parts, change(undefined)];
}

function remove(state: Conversation, id: string): Conversation {
  return { ...state, turns: state.turns.filter((turn) => turn.id !== id) };
}

/** Ids sort by time; what waits for its turn comes after what has had it, what is not stored yet comes last. */
function place(state: Conversation, turn: ViewTurn): Conversation {
  const index = state.turns.findIndex((shown) => shown.id === turn.id);
  const known = state.turns[index];
  if (known !== undefined && rank(known) === rank(turn)) {
    return { ...state, turns: state.turns.with(index, turn) };
  }
  const others = known === undefined ? state.turns : state.turns.toSpliced(index, 1);
  const before = others.findLastIndex((shown) => compare(shown, turn) <= 0);
  return { ...state, turns: others.toSpliced(before + 1, 0, turn) };
}

function compare(a: ViewTurn, b: ViewTurn): number {
  const byRank = rank(a) - rank(b);
  if (byRank !== 0 || isLocal(a) || isLocal(b)) {
    return byRank;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

function rank(turn: ViewTurn): number {
  return isLocal(turn) ? 2 : turn.status === "queued" ? 1 : 0;
}
