// What the address names: a thread (#/t/<id>), a view (#/inbox), one thing in a view (#/extensions/<id>), or a new
// thread. A fragment, so that every address is served by one file.
import { computed, signal } from "@preact/signals";

export type View =
  | "chat"
  | "approvals"
  | "ledger"
  | "extensions"
  | "inbox"
  | "settings"
  | "dashboard"
  | "jobs"
  | "runs"
  | "artifacts"
  | "apps";

/** Where the page is; `id` is a thread in the chat, and null where a view shows its list. */
export interface Place {
  view: View;
  id: string | null;
}

export const APPROVALS = "#/approvals";
export const LEDGER = "#/ledger";
export const EXTENSIONS = "#/extensions";
export const INBOX = "#/inbox";
export const SETTINGS = "#/settings";
export const DASHBOARD = "#/dashboard";
export const JOBS = "#/jobs";
export const APPS = "#/apps";
export const ARTIFACTS = "#/artifacts";

/** What may stand below a view, by its view. */
const BELOW: Record<Exclude<View, "chat">, RegExp | null> = {
  approvals: null,
  ledger: null,
  extensions: /^ext_[0-9a-z]{26}$/,
  inbox: null,
  settings: null,
  dashboard: null,
  artifacts: null,
  apps: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  jobs: /^[a-z0-9]+(-[a-z0-9]+)*$/,
  runs: /^run_[0-9a-z]{26}$/,
};

export const place = signal<Place>(placeOf(location.hash));
export const openView = computed(() => place.value.view);
export const openThreadId = computed(() => (place.value.view === "chat" ? place.value.id : null));

export const threadAddress = (id: string) => `#/t/${encodeURIComponent(id)}`;
export const jobAddress = (name: string) => `${JOBS}/${encodeURIComponent(name)}`;
export const appAddress = (name: string) => `${APPS}/${encodeURIComponent(name)}`;
export const runAddress = (id: string) => `#/runs/${encodeURIComponent(id)}`;

export function openThread(id: string | null, options: { replace?: boolean } = {}): void {
  open(id === null ? "#/" : threadAddress(id), options);
}

export function open(address: string, options: { replace?: boolean } = {}): void {
  if (options.replace) {
    history.replaceState(null, "", address);
  } else if (location.hash !== address) {
    history.pushState(null, "", address);
  }
  follow();
}

export function followAddress(): void {
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
}

export function placeOf(hash: string): Place {
  const [, first = "", rest] = /^#\/([a-z]+)(?:\/([^/?#]{1,200}))?$/.exec(hash) ?? [];
  if (first === "t" && rest !== undefined) {
    return { view: "chat", id: decoded(rest) };
  }
  if (!Object.hasOwn(BELOW, first)) {
    return { view: "chat", id: null };
  }
  const view = first as Exclude<View, "chat">;
  return { view, id: rest !== undefined && BELOW[view]?.test(rest) ? rest : null };
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function follow(): void {
  const next = placeOf(location.hash);
  if (next.view !== place.value.view || next.id !== place.value.id) {
    place.value = next;
  }
}
