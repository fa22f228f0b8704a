// What a pushed message says, read by the service worker. Its text comes from the gateway, encrypted for this browser;
// still nothing in it decides more than words and a place in this page.

export interface Note {
  title: string;
  body: string;
  /** One notice told again takes the place of the first. */
  tag?: string;
  icon: string;
  data: { url: string };
}

const ICON = "/icons/icon-192.png";
const HOME = "/#/";

export function noteOf(message: string): Note {
  let told: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(message);
    if (typeof parsed === "object" && parsed !== null) {
      told = parsed as Record<string, unknown>;
    }
  } catch {
    // The note below says that something came.
  }
  const { id, title, text } = told;
  return {
    title: typeof title === "string" && title !== "" ? title : "Daemion",
    body: typeof text === "string" ? text : title === undefined ? "Something wants your attention." : "",
    ...(typeof id === "string" ? { tag: id } : {}),
    icon: ICON,
    data: { url: targetOf(told) },
  };
}

/** A place in this page and nowhere else: a fragment below the root. */
export function targetOf(data: unknown): string {
  const url = typeof data === "object" && data !== null && "url" in data ? data.url : null;
  return typeof url === "string" && /^\/#\/[A-Za-z0-9_/-]{0,200}$/.test(url) ? url : HOME;
}
