import { describe, expect, it } from "vitest";
import type { Frame, Run, Turn } from "../src/api/types";
import {
  acknowledge,
  type Conversation,
  EMPTY,
  fold,
  isRunning,
  loadRuns,
  loadTurns,
  refuse,
  reload,
  retry,
  sendLocal,
  settle,
  textOf,
  unexplained,
} from "../src/state/fold";

let seq = 0;
type Body<T> = T extends unknown ? Omit<T, "seq"> : never;
const frames = (state: Conversation, ...bodies: Body<Frame>[]) =>
  bodies.reduce((folded, body) => fold(folded, { ...body, seq: ++seq } as Frame), state);

const turn = (id: string, changes: Partial<Turn> = {}): Turn => ({
  id,
  thread_id: "thread_1",
  agent_id: "daemion",
  role: "assistant",
  content: "",
  parts: [],
  model: null,
  cost_usd: null,
  run_id: "run_1",
  created_at: "2026-11-20T20:00:00Z",
  status: "complete",
  ...changes,
});
const said = (id: string, content: string, changes: Partial<Turn> = {}) =>
  turn(id, { role: "user", content, parts: [{ type: "text", text: content }], ...changes });
const message = { key: "k1", content: "hello", attachments: [], at: "2026-11-20T20:00:00Z" };
const ids = (state: Conversation) => state.turns.map((shown) => shown.id);
const text = (state: Conversation, id: string) => {
  const shown = state.turns.find((candidate) => candidate.id === id);
  return shown ? textOf(shown) : null;
};

describe("a streamed answer", () => {
  it("grows by its deltas, with steps between texts", () => {
    const state = frames(
      EMPTY,
      { type: "start", messageId: "turn_2", model: "built-in" },
      { type: "thinking-delta", messageId: "turn_2", delta: "hm" },
      { type: "text-delta", messageId: "turn_2", delta: "Look" },
      { type: "text-delta", messageId: "turn_2", delta: "ing" },
      { type: "tool-start", messageId: "turn_2", toolCallId: "c1", tool: "LS", input: { path: "." } },
      { type: "tool-end", messageId: "turn_2", toolCallId: "c1", tool: "LS", output: "a.txt", durationMs: 4 },
      { type: "text-delta", messageId: "turn_2", delta: "Done" },
    );
    expect(state.turns[0]?.parts).toEqual([
      { type: "thinking", text: "hm" },
      { type: "text", text: "Looking" },
      {
        type: "step",
        tool_call_id: "c1",
        tool: "LS",
        input: { path: "." },
        output: "a.txt",
        output_hash: null,
        is_error: false,
        duration_ms: 4,
      },
      { type: "text", text: "Done" },
    ]);
    expect(isRunning(state)).toBe(true);
  });

  it("begins again when its start is replayed, so that nothing is doubled", () => {
    const once = frames(
      EMPTY,
      { type: "start", messageId: "turn_2", model: "m" },
      { type: "text-delta", messageId: "turn_2", delta: "one two" },
    );
    const again = frames(
      once,
      { type: "start", messageId: "turn_2", model: "m" },
      { type: "text-delta", messageId: "turn_2", delta: "one two three" },
    );
    expect(ids(again)).toEqual(["turn_2"]);
    expect(text(again, "turn_2")).toBe("one two three");
  });

  it("keeps what finish said when the stored turn replaces it", () => {
    const state = frames(
      EMPTY,
      { type: "start", messageId: "turn_2", model: "m" },
      { type: "text-delta", messageId: "turn_2", delta: "hi" },
      { type: "finish", messageId: "turn_2", costUsd: 0.01, durationMs: 900 },
      { type: "message", message: turn("turn_2", { content: "hi", parts: [{ type: "text", text: "hi" }] }) },
    );
    expect(state.turns).toHaveLength(1);
    expect(state.turns[0]).toMatchObject({ status: "complete", costUsd: 0.01, durationMs: 900 });
  });

  it("is not reopened by a delta or a finish that comes after the stored turn", () => {
    const state = frames(
      EMPTY,
      { type: "start", messageId: "turn_2" },
      { type: "message", message: turn("turn_2", { content: "hi", parts: [{ type: "text", text: "hi" }] }) },
      { type: "text-delta", messageId: "turn_2", delta: " late" },
      { type: "finish", messageId: "turn_2", costUsd: null },
    );
    expect(text(state, "turn_2")).toBe("hi");
    expect(isRunning(state)).toBe(false);
  });

  it("keeps its text and says why when it fails or is stopped", () => {
    const started = frames(
      EMPTY,
      { type: "start", messageId: "turn_2" },
      { type: "text-delta", messageId: "turn_2", delta: "half" },
    );
    const failed = frames(started, { type: "error", messageId: "turn_2", error: "The model is away.", code: "x" });
    expect(failed.turns[0]).toMatchObject({ status: "partial", error: { sentence: "The model is away.", code: "x" } });
    const stopped = frames(started, { type: "stopped", messageId: "turn_2" });
    expect(stopped.turns[0]).toMatchObject({ status: "partial", ending: "stopped" });
    expect(text(stopped, "turn_2")).toBe("half");
  });

  it("shows an error that belongs to no answer on its own, until the next answer starts", () => {
    const state = frames(EMPTY, { type: "error", error: "Budget is spent." });
    expect(state.error?.sentence).toBe("Budget is spent.");
    expect(frames(state, { type: "start", messageId: "turn_9" }).error).toBeNull();
  });

  it("is settled when the gateway no longer works on it", () => {
    const state = frames(EMPTY, { type: "start", messageId: "turn_2" });
    expect(settle(state, new Set(["turn_2"])).turns[0]?.status).toBe("partial");
  });

  it("survives a page of stored turns that knows only its beginning", () => {
    const state = frames(
      EMPTY,
      { type: "start", messageId: "turn_2" },
      { type: "text-delta", messageId: "turn_2", delta: "further along" },
    );
    const loaded = loadTurns(state, [said("turn_1", "q"), turn("turn_2", { status: "partial", content: "further" })]);
    expect(text(loaded, "turn_2")).toBe("further along");
    expect(ids(loaded)).toEqual(["turn_1", "turn_2"]);
  });
});

describe("a message of this page", () => {
  it("is replaced by the stored turn, whichever of stream and answer comes first", () => {
    const sent = sendLocal(EMPTY, message);
    const stored = said("turn_1", "hello");
    const streamFirst = acknowledge(frames(sent, { type: "message", message: stored }), "k1", stored);
    const answerFirst = frames(acknowledge(sent, "k1", stored), { type: "message", message: stored });
    expect(ids(streamFirst)).toEqual(["turn_1"]);
    expect(ids(answerFirst)).toEqual(["turn_1"]);
  });

  it("stands beside the same words from another device", () => {
    const sent = sendLocal(EMPTY, message);
    const others = frames(sent, { type: "message", message: said("turn_1", "hello") });
    expect(ids(acknowledge(others, "k1", said("turn_2", "hello")))).toEqual(["turn_1", "turn_2"]);
  });

  it("stays with the reason when it was not sent, and goes again under the same key", () => {
    const refused = refuse(sendLocal(EMPTY, message), "k1", { sentence: "No connection.", code: null });
    expect(refused.turns[0]).toMatchObject({ status: "unsent", error: { sentence: "No connection." } });
    const again = retry(refused, "k1");
    expect(again.turns[0]).toMatchObject({ id: "local:k1", status: "sending" });
    expect(again.turns[0]).not.toHaveProperty("error");
  });

  it("survives a reload of everything else", () => {
    const state = loadTurns(sendLocal(EMPTY, message), [said("turn_1", "older")]);
    expect(ids(reload(state))).toEqual(["local:k1"]);
  });
});

describe("order", () => {
  it("puts waiting messages after the answer that runs, and unsent ones last", () => {
    const state = frames(
      sendLocal(EMPTY, message),
      { type: "message", message: said("turn_1", "first", { status: "queued", run_id: "run_1" }) },
      { type: "message", message: said("turn_3", "second", { status: "queued", run_id: "run_2" }) },
      { type: "start", messageId: "turn_2" },
      { type: "message", message: turn("turn_5", { role: "system", content: "A card comes while it runs." }) },
    );
    expect(ids(state)).toEqual(["turn_1", "turn_2", "turn_5", "turn_3", "local:k1"]);
    expect(state.turns.map((shown) => shown.status)).toEqual([
      "complete",
      "streaming",
      "complete",
      "queued",
      "sending",
    ]);
    const next = frames(
      state,
      { type: "finish", messageId: "turn_2" },
      { type: "run-updated", runId: "run_2", threadId: "thread_1", status: "running" },
      { type: "start", messageId: "turn_4" },
    );
    expect(ids(next)).toEqual(["turn_1", "turn_2", "turn_3", "turn_4", "turn_5", "local:k1"]);
  });

  it("leaves out a waiting message that was taken back, and keeps one that has begun", () => {
    const state = frames(
      EMPTY,
      { type: "message", message: said("turn_1", "first", { status: "queued", run_id: "run_1" }) },
      { type: "start", messageId: "turn_2" },
      { type: "message", message: said("turn_3", "second", { status: "queued", run_id: "run_2" }) },
      { type: "run-updated", runId: "run_2", threadId: "thread_1", status: "cancelled" },
      { type: "stopped", messageId: "turn_4" },
      { type: "run-updated", runId: "run_1", threadId: "thread_1", status: "cancelled" },
    );
    expect(ids(state)).toEqual(["turn_1", "turn_2"]);
  });

  it("puts older pages in front", () => {
    const state = loadTurns(EMPTY, [said("turn_5", "e"), said("turn_6", "f")]);
    expect(ids(loadTurns(state, [said("turn_3", "c"), said("turn_4", "d")]))).toEqual([
      "turn_3",
      "turn_4",
      "turn_5",
      "turn_6",
    ]);
  });
});

describe("what the runs add to stored answers", () => {
  const run = (changes: Partial<Run> = {}): Run => ({
    id: "run_1",
    kind: "chat",
    job: null,
    version: null,
    trigger: "message",
    planned_at: null,
    started_at: "2026-11-20T20:00:00.100Z",
    finished_at: "2026-11-20T20:00:02.600Z",
    status: "succeeded",
    attempt: 1,
    thread_id: "thread_1",
    agent_id: "daemion",
    model: "built-in",
    cost_usd: 0,
    tokens: null,
    output: null,
    error: null,
    steps: [],
    payload: null,
    ...changes,
  });
  const partial = loadTurns(EMPTY, [said("turn_1", "go"), turn("turn_2", { status: "partial" })]);

  it("is how long they took", () => {
    const state = loadRuns(loadTurns(EMPTY, [said("turn_1", "go"), turn("turn_2")]), [run()]);
    expect(state.turns[1]?.durationMs).toBe(2500);
    expect(state.turns[1]?.ending).toBeUndefined();
    expect(state.turns[0]?.durationMs ?? null).toBeNull();
  });

  it("is why they are incomplete, with the sentence of a failure", () => {
    expect(unexplained(partial)).toEqual(["run_1"]);
    const failed = loadRuns(partial, [run({ status: "failed", error: "The key was refused." })]);
    expect(failed.turns[1]).toMatchObject({ ending: "failed", error: { sentence: "The key was refused." } });
    expect(unexplained(failed)).toEqual([]);
    expect(loadRuns(partial, [run({ status: "interrupted" })]).turns[1]?.ending).toBe("interrupted");
    const stopped = loadRuns(partial, [run({ status: "cancelled" })]).turns[1];
    expect(stopped?.ending).toBe("stopped");
    expect(stopped?.error).toBeUndefined();
  });

  it("never touches what still streams or what the stream has told", () => {
    const streaming = frames(EMPTY, { type: "start", messageId: "turn_2" });
    expect(loadRuns(streaming, [run({ status: "running" })])).toBe(streaming);
    const told = frames(partial, { type: "error", messageId: "turn_2", error: "First.", code: "interrupted" });
    expect(loadRuns(told, [run({ status: "failed", error: "Second." })]).turns[1]).toMatchObject({
      ending: "interrupted",
      error: { sentence: "First." },
    });
  });

  it("changes nothing when nothing is new", () => {
    const state = loadRuns(partial, [run({ status: "cancelled" })]);
    expect(loadRuns(state, [run({ status: "cancelled" })])).toBe(state);
  });
});
