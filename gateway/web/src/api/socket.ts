import type { Frame } from "./types";

export type Link = "connecting" | "open" | "waiting";

export interface StreamOptions {
  threadId: string | null;
  token: () => string | null;
  onFrame: (frame: Frame) => void;
  onLink: (link: Link) => void;
  /** Called before each new try after a loss; throws nothing. Lets the owner notice a revoked token. */
  onLost: () => void;
}

/** What a stream needs of its surroundings, so that tests bring their own. */
export interface StreamWorld {
  open: (url: string, protocols: string[]) => WebSocket;
  random: () => number;
  origin: () => string;
}

const FIRST_WAIT_MILLIS = 300;
const LONGEST_WAIT_MILLIS = 8_000;
const OPEN_MILLIS_MAX = 10_000;
/** WebSocket.CONNECTING */
const CONNECTING = 0;

const browser: StreamWorld = {
  open: (url, protocols) => new WebSocket(url, protocols),
  random: Math.random,
  origin: () => location.origin,
};

/**
 * One connection to `/stream` that outlives its sockets: after a loss it comes back with back-off and asks for what it
 * missed since the last frame it saw.
 */
export class EventStream {
  private socket: WebSocket | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private lastSeq: number | null = null;
  private failures = 0;
  private isClosed = false;

  constructor(
    private readonly options: StreamOptions,
    private readonly world: StreamWorld = browser,
  ) {}

  /** Opens it, or tries at once when it waits for its next try. */
  connect(): void {
    if (this.isClosed || this.socket !== null) {
      return;
    }
    clearTimeout(this.timer);
    const token = this.options.token();
    if (token === null) {
      return;
    }
    this.options.onLink("connecting");
    const socket = this.world.open(this.address(), ["daemion", `bearer.${token}`]);
    this.socket = socket;
    this.timer = setTimeout(() => socket.close(), OPEN_MILLIS_MAX);
    socket.onopen = () => {
      clearTimeout(this.timer);
    };
    socket.onmessage = (event) => this.receive(socket, event.data);
    socket.onclose = () => this.lost(socket);
  }

  /** Drops a socket that may be dead without knowing it, as after a night in a pocket, and resumes. */
  renew(): void {
    this.dismiss();
    this.connect();
  }

  close(): void {
    this.isClosed = true;
    this.dismiss();
  }

  private dismiss(): void {
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    if (socket === null) {
      return;
    }
    socket.onclose = null;
    socket.onmessage = null;
    if (socket.readyState === CONNECTING) {
      // Closing it now would be reported as a failure on the console.
      socket.onopen = () => socket.close();
    } else {
      socket.close();
    }
  }

  private address(): string {
    const url = new URL("/stream", this.world.origin());
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("extended", "true");
    if (this.options.threadId !== null) {
      url.searchParams.set("threadId", this.options.threadId);
    }
    if (this.lastSeq !== null) {
      url.searchParams.set("after", String(this.lastSeq));
    }
    return url.href;
  }

  private receive(socket: WebSocket, data: unknown): void {
    if (socket !== this.socket || typeof data !== "string") {
      return;
    }
    const frame = parse(data);
    if (frame === null) {
      return;
    }
    if (frame.type === "connected") {
      this.failures = 0;
      this.options.onLink("open");
      if (frame.reset) {
        this.lastSeq = null;
      }
    }
    // An answer in flight is replayed with the numbers it had, so the highest counts, not the last.
    this.lastSeq = Math.max(this.lastSeq ?? 0, frame.seq);
    this.options.onFrame(frame);
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket) {
      return;
    }
    this.socket = null;
    clearTimeout(this.timer);
    this.options.onLink("waiting");
    this.options.onLost();
    if (this.isClosed) {
      return;
    }
    const ceiling = Math.min(LONGEST_WAIT_MILLIS, FIRST_WAIT_MILLIS * 2 ** this.failures);
    this.failures++;
    this.timer = setTimeout(() => this.connect(), ceiling * (0.5 + this.world.random() / 2));
  }
}

function parse(text: string): Frame | null {
  try {
    const frame: unknown = JSON.parse(text);
    if (
      typeof frame === "object" &&
      frame !== null &&
      "type" in frame &&
      "seq" in frame &&
      typeof frame.seq === "number"
    ) {
      return frame as Frame;
    }
  } catch {
    // A frame that is no JSON is worth nothing; the next one may be.
  }
  return null;
}
