import { beforeEach, describe, expect, it, vi } from "vitest";
import { drive, HEIGHT_MAX } from "../src/cards/frame";

const said: Record<string, unknown>[] = [];
const inside = { postMessage: (message: Record<string, unknown>) => said.push(message) };
const frame = { contentWindow: inside } as unknown as HTMLIFrameElement;
const heights: number[] = [];
const failures: string[] = [];

const hear = (data: unknown, source: unknown = inside) =>
  dispatchEvent(Object.assign(new Event("message"), { data, source }));
const settled = () => new Promise((resolve) => setTimeout(resolve));

async function drawn(libraries: Promise<string>[] = []) {
  const driven = drive(frame, {
    html: "<p>",
    libraries,
    data: () => ({ text: "x" }),
    onHeight: (pixels) => heights.push(pixels),
    onFailed: (why) => failures.push(why),
  });
  hear({ type: "frame" });
  await settled();
  return driven;
}

describe("the talk with a sandbox", () => {
  beforeEach(() => {
    for (const list of [said, heights, failures]) {
      list.length = 0;
    }
  });
  it("hands in the document once, and the data as often as it is asked for", async () => {
    const { refresh, stop } = await drawn([Promise.resolve("library")]);
    hear({ type: "frame" });
    hear({ type: "ready" });
    refresh();
    await settled();
    expect(said).toEqual([
      { type: "document", html: "<p>", libraries: ["library"] },
      ...Array(3).fill({ type: "data", text: "x" }),
    ]);
    stop();
    hear({ type: "ready" });
    refresh();
    expect(said).toHaveLength(4);
  });
  it("believes heights within bounds, from that frame only", async () => {
    const { stop } = await drawn();
    for (const height of [100.2, -5, 1e12, Number.NaN, "500", null]) {
      hear({ type: "resize", height });
    }
    hear({ type: "resize", height: 300 }, window);
    hear(null);
    hear("resize");
    expect(heights).toEqual([101, 24, HEIGHT_MAX]);
    expect(failures).toEqual([]);
    stop();
  });
  it("tells one failure, cut to a sentence; an error in what is drawn is none", async () => {
    await drawn();
    hear({ type: "resize", height: 50 });
    hear({ type: "broken", error: "later" });
    expect(failures).toEqual([]);
    hear({ type: "failed", error: "x".repeat(10_000) });
    hear({ type: "failed", error: "again" });
    expect(failures.map(({ length }) => length)).toEqual([300]);
    await drawn();
    hear({ type: "broken", error: 7 });
    expect(failures[1]).toBe("its script failed");
    await drawn([Promise.reject(new Error("no such library"))]);
    expect(failures[2]).toBe("no such library");
  });
  it("waits so long and no longer", async () => {
    vi.useFakeTimers();
    try {
      drive(frame, {
        html: "",
        libraries: [],
        data: () => ({}),
        onHeight: () => {},
        onFailed: (why) => failures.push(why),
      });
      vi.advanceTimersByTime(14_999);
      expect(failures).toEqual([]);
      vi.advanceTimersByTime(1);
      expect(failures).toEqual(["nothing was drawn in 15 s"]);
    } finally {
      vi.useRealTimers();
    }
  });
});
