import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EventStream, type Link } from "../src/api/socket";
import type { Frame } from "../src/api/types";

/** What the stream sees of a socket, driven by the test. */
class FakeSocket {
  static opened: FakeSocket[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  isClosed = false;
  readyState = 0;

  constructor(
    readonly url: string,
    readonly protocols: string[],
  ) {
    FakeSocket.opened.push(this);
  }

  static get last(): FakeSocket {
    const socket = FakeSocket.opened.at(-1);
    if (socket === undefined) {
      throw new Error("no socket was opened");
    }
    return socket;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: Frame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.isClosed = true;
    this.onclose?.();
  }
}

describe("EventStream", () => {
  let frames: Frame[];
  let links: Link[];
  let token: string | null;
  let stream: EventStream;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeSocket.opened = [];
    frames = [];
    links = [];
    token = "secret";
    stream = new EventStream(
      {
        threadId: "thread_1",
        token: () => token,
        onFrame: (frame) => frames.push(frame),
        onLink: (link) => links.push(link),
        onLost: () => undefined,
      },
      {
        open: (url, protocols) => new FakeSocket(url, protocols) as unknown as WebSocket,
        random: () => 1,
        origin: () => "http://127.0.0.1:3001",
      },
    );
  });
  afterEach(() => {
    stream.close();
    vi.useRealTimers();
  });

  it("carries the token as a subprotocol, never in the address", () => {
    stream.connect();
    expect(FakeSocket.last.protocols).toEqual(["daemion", "bearer.secret"]);
    expect(FakeSocket.last.url).toBe("ws://127.0.0.1:3001/stream?extended=true&threadId=thread_1");
  });

  it("comes back after a loss and asks for what it missed", () => {
    stream.connect();
    FakeSocket.last.say({ type: "connected", seq: 5 });
    FakeSocket.last.say({ type: "text-delta", messageId: "m", delta: "x", seq: 9 });
    FakeSocket.last.close();
    vi.advanceTimersByTime(300);
    expect(FakeSocket.opened).toHaveLength(2);
    expect(FakeSocket.last.url).toContain("after=9");
    expect(links).toEqual(["connecting", "open", "waiting", "connecting"]);
  });

  it("remembers the highest number, because an answer in flight is replayed with its old ones", () => {
    stream.connect();
    FakeSocket.last.say({ type: "connected", seq: 20 });
    FakeSocket.last.say({ type: "start", messageId: "m", seq: 12 });
    FakeSocket.last.close();
    vi.advanceTimersByTime(300);
    expect(FakeSocket.last.url).toContain("after=20");
  });

  it("forgets its place when the gateway says that it cannot go on from there", () => {
    stream.connect();
    FakeSocket.last.say({ type: "connected", seq: 20 });
    FakeSocket.last.close();
    vi.advanceTimersByTime(300);
    FakeSocket.last.say({ type: "connected", reset: true, seq: 3 });
    FakeSocket.last.close();
    vi.advanceTimersByTime(300);
    expect(FakeSocket.last.url).toContain("after=3");
  });

  it("waits longer after each failure, up to a bound", () => {
    stream.connect();
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const count = FakeSocket.opened.length;
      FakeSocket.last.close();
      let waited = 0;
      while (FakeSocket.opened.length === count) {
        vi.advanceTimersByTime(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([300, 600, 1200, 2400, 4800, 8000, 8000, 8000]);
  });

  it("gives up a socket that never opens", () => {
    stream.connect();
    vi.advanceTimersByTime(10_000);
    expect(FakeSocket.opened[0]?.isClosed).toBe(true);
    vi.advanceTimersByTime(300);
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it("takes nothing from a socket it has replaced, and nothing that is no frame", () => {
    stream.connect();
    const old = FakeSocket.last;
    const oldSay = old.onmessage;
    stream.renew();
    oldSay?.({ data: JSON.stringify({ type: "warning", text: "late", seq: 1 }) });
    FakeSocket.last.onmessage?.({ data: "no json" });
    FakeSocket.last.onmessage?.({ data: "[]" });
    FakeSocket.last.onmessage?.({ data: '{"type":"warning"}' });
    expect(frames).toEqual([]);
  });

  it("lets a socket that is not open yet open before it closes it", () => {
    stream.connect();
    const socket = FakeSocket.last;
    stream.close();
    expect(socket.isClosed).toBe(false);
    socket.open();
    expect(socket.isClosed).toBe(true);
  });

  it("opens nothing without a token, and nothing after it was closed", () => {
    token = null;
    stream.connect();
    stream.close();
    token = "secret";
    stream.connect();
    expect(FakeSocket.opened).toEqual([]);
  });
});
