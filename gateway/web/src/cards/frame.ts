// The page's half of the talk with a sandbox: hands the document and its data in, and believes nothing that comes out but
// a height and a sentence.

export interface Drawing {
  html: string;
  libraries: readonly Promise<string>[];
  /** What the document draws, in which colours; asked anew each time. */
  data: () => object;
  onHeight: (pixels: number) => void;
  /** It has drawn nothing and will draw nothing more. */
  onFailed: (why: string) => void;
}

export const HEIGHT_MAX = 1_200;
const HEIGHT_MIN = 24;
const MESSAGES_MAX = 1_000;
const ERROR_LENGTH_MAX = 300;
const ANSWER_MILLIS_MAX = 15_000;

/** Drives the frame until it is stopped or fails; `refresh` hands the data in once more. */
export function drive(frame: HTMLIFrameElement, drawing: Drawing): { refresh: () => void; stop: () => void } {
  let phase: "empty" | "loading" | "written" | "over" = "empty";
  let hasDrawn = false;
  let count = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  // An origin that nobody has cannot be named, so the message is for whoever is there: a document without one.
  const say = (message: object) => frame.contentWindow?.postMessage(message, "*");
  const refresh = () => {
    if (phase === "written") {
      say({ type: "data", ...drawing.data() });
    }
  };
  const stop = () => {
    phase = "over";
    clearTimeout(timer);
    removeEventListener("message", take);
  };
  const fail = (why: string) => {
    if (phase !== "over") {
      stop();
      drawing.onFailed(why.slice(0, ERROR_LENGTH_MAX));
    }
  };
  const expectAnswer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => fail(`nothing was drawn in ${ANSWER_MILLIS_MAX / 1000} s`), ANSWER_MILLIS_MAX);
  };
  const write = async () => {
    phase = "loading";
    clearTimeout(timer);
    try {
      const libraries = await Promise.all(drawing.libraries);
      if (phase === "loading") {
        say({ type: "document", html: drawing.html, libraries });
        phase = "written";
        expectAnswer();
        refresh();
      }
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };

  function take({ source, data }: MessageEvent<unknown>): void {
    if (source === null || source !== frame.contentWindow || typeof data !== "object" || data === null) {
      return;
    }
    if (++count > MESSAGES_MAX) {
      fail("it sends too many messages");
      return;
    }
    const { type, height, error } = data as Record<string, unknown>;
    switch (type) {
      case "frame":
        if (phase === "empty") {
          void write();
        }
        break;
      case "ready":
        refresh();
        break;
      case "resize":
        if (phase === "written" && typeof height === "number" && Number.isFinite(height)) {
          hasDrawn = true;
          clearTimeout(timer);
          drawing.onHeight(Math.min(HEIGHT_MAX, Math.max(HEIGHT_MIN, Math.ceil(height))));
        }
        break;
      case "broken":
        // What goes wrong later, in something that is drawn, does not take the drawing away.
        if (!hasDrawn) {
          fail(typeof error === "string" ? error : "its script failed");
        }
        break;
      case "failed":
        fail(typeof error === "string" && error !== "" ? error : "it says no more");
        break;
    }
  }

  addEventListener("message", take);
  expectAnswer();
  return { refresh, stop };
}
