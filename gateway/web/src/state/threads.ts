// The list of threads: pages from the gateway, kept fresh by thread-updated frames.
import { computed, signal } from "@preact/signals";
import { ApiError, type PageOf } from "../api/client";
import type { SearchHit, Thread, ThreadChange } from "../api/types";
import { tell } from "./notice";
import { openThread, openThreadId } from "./route";
import { api, token } from "./session";
import { write } from "./storage";

export const threads = signal<readonly Thread[]>([]);
export const nextPage = signal<string | null>(null);
export const search = signal("");
/** What was made and matches the search too. */
export const foundArtifacts = signal<readonly SearchHit[]>([]);
export const showsArchived = signal(false);
export const isLoadingThreads = signal(false);
export const hasLoadedThreads = signal(false);

/** The open thread's record, fetched by itself when it is on no loaded page. */
const opened = signal<Thread | null>(null);
export const currentThread = computed<Thread | null>(() => {
  const id = openThreadId.value;
  return id === null ? null : (threads.value.find((thread) => thread.id === id) ?? same(opened.value, id));
});

const SEARCH_WAIT_MILLIS = 200;
const UPDATE_WAIT_MILLIS = 80;
const ARTIFACTS_SHOWN_MAX = 10;

let generation = 0;
/** What the list was asked for that is shown. */
let listed = "";

export async function loadThreads(): Promise<void> {
  if (token.value === null) {
    return;
  }
  const mine = ++generation;
  isLoadingThreads.value = true;
  try {
    const query = { q: search.value.trim(), archived: showsArchived.value };
    const page = await api.threads(query);
    if (mine === generation) {
      refresh(page, JSON.stringify(query));
      hasLoadedThreads.value = true;
    }
  } catch (error) {
    // Without a connection the banner says so; a refusal is worth a word.
    if (mine === generation && error instanceof ApiError && error.status > 0 && error.status !== 401) {
      tell(error.message);
    }
  } finally {
    if (mine === generation) {
      isLoadingThreads.value = false;
    }
  }
}

export async function loadMoreThreads(): Promise<void> {
  const address = nextPage.value;
  if (address === null || isLoadingThreads.value) {
    return;
  }
  const mine = ++generation;
  isLoadingThreads.value = true;
  try {
    const page = await api.threadsAt(address);
    if (mine === generation) {
      take(page, threads.value);
    }
  } catch (error) {
    complain(error);
  } finally {
    if (mine === generation) {
      isLoadingThreads.value = false;
    }
  }
}

let searchTimer: ReturnType<typeof setTimeout> | undefined;

export function searchThreads(text: string): void {
  search.value = text;
  clearTimeout(searchTimer);
  searchTimer = setTimeout(() => {
    void loadThreads();
    void findArtifacts();
  }, SEARCH_WAIT_MILLIS);
}

/** Beside the threads: without an answer there is nothing beside them. */
async function findArtifacts(): Promise<void> {
  const words = search.value.trim();
  let hits: readonly SearchHit[] = [];
  if (words !== "" && token.value !== null) {
    hits = await api.search(words).catch(() => []);
  }
  if (words === search.value.trim()) {
    foundArtifacts.value = hits.filter((hit) => hit.kind === "artifact").slice(0, ARTIFACTS_SHOWN_MAX);
  }
}

export function showArchived(value: boolean): void {
  showsArchived.value = value;
  void loadThreads();
}

const touched = new Set<string>();
let touchTimer: ReturnType<typeof setTimeout> | undefined;

/** A thread changed somewhere: fetches it, several changes at a time. */
export function touchThread(id: string): void {
  touched.add(id);
  clearTimeout(touchTimer);
  touchTimer = setTimeout(() => {
    const ids = [...touched];
    touched.clear();
    void Promise.all(ids.map(refreshThread));
  }, UPDATE_WAIT_MILLIS);
}

export async function refreshThread(id: string): Promise<Thread | null> {
  try {
    const thread = await api.thread(id);
    upsert(thread);
    return thread;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) {
      forget(id);
    }
    return null;
  }
}

export async function changeThread(id: string, change: ThreadChange): Promise<void> {
  const before = find(id);
  if (before !== null) {
    upsert({ ...before, ...change, model: change.model === undefined ? before.model : change.model || null });
  }
  try {
    upsert(await api.changeThread(id, change));
  } catch (error) {
    if (before !== null) {
      upsert(before);
    }
    complain(error);
  }
}

export async function archiveThread(thread: Thread): Promise<void> {
  await changeThread(thread.id, { archived: !thread.archived });
  if (!thread.archived && openThreadId.value === thread.id) {
    openThread(null);
  }
  tell(thread.archived ? "Moved back to your threads." : "Archived.", {
    label: "Undo",
    act: () => void changeThread(thread.id, { archived: thread.archived }),
  });
}

export async function deleteThread(id: string): Promise<void> {
  try {
    await api.deleteThread(id);
    write(`draft.${id}`, null);
    forget(id);
  } catch (error) {
    complain(error);
  }
}

/** True when the copy is open now. */
export async function forkThread(id: string, upTo?: string): Promise<boolean> {
  try {
    const thread = await api.forkThread(id, upTo);
    upsert(thread);
    openThread(thread.id);
    tell("This is a copy; the original thread stays as it was.");
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

/** The thread `step` places below the open one in the list. */
export function neighbour(step: 1 | -1): Thread | null {
  const list = threads.value;
  const index = list.findIndex((thread) => thread.id === openThreadId.value);
  return index < 0 ? (list[0] ?? null) : (list[index + step] ?? null);
}

export function upsert(thread: Thread): void {
  if (thread.id === openThreadId.value) {
    opened.value = thread;
  }
  const isListed = thread.archived === showsArchived.value;
  const others = threads.value.filter((known) => known.id !== thread.id);
  const isKnown = others.length < threads.value.length;
  if (isListed && (isKnown || search.value.trim() === "")) {
    threads.value = sorted([thread, ...others]);
  } else {
    threads.value = others;
  }
}

function forget(id: string): void {
  threads.value = threads.value.filter((thread) => thread.id !== id);
  if (openThreadId.value === id) {
    openThread(null, { replace: true });
  }
}

function find(id: string): Thread | null {
  return threads.value.find((thread) => thread.id === id) ?? same(opened.value, id);
}

/** The first page again. The pages below it stay open when it is the same list and goes on there. */
function refresh(page: PageOf<Thread>, query: string): void {
  const last = page.items.at(-1);
  const below =
    query === listed && last !== undefined && page.next !== null
      ? threads.value.filter((thread) => byLastSaid(last, thread) < 0)
      : [];
  const next = nextPage.value;
  take(page, below);
  if (below.length > 0) {
    nextPage.value = next;
  }
  listed = query;
}

function take(page: PageOf<Thread>, before: readonly Thread[]): void {
  const fresh = new Set(page.items.map((thread) => thread.id));
  threads.value = sorted([...before.filter((thread) => !fresh.has(thread.id)), ...page.items]);
  nextPage.value = page.next;
}

function sorted(list: readonly Thread[]): readonly Thread[] {
  return list.toSorted(byLastSaid);
}

function byLastSaid(a: Thread, b: Thread): number {
  if (a.id === b.id) {
    return 0;
  }
  return lastSaid(a) < lastSaid(b) ? 1 : lastSaid(a) > lastSaid(b) ? -1 : a.id < b.id ? 1 : -1;
}

/** As a number: the texts have no fraction at whole seconds and would sort wrongly. */
const lastSaid = (thread: Thread) => Date.parse(thread.last_turn_at ?? thread.created_at);
const same = (thread: Thread | null, id: string) => (thread?.id === id ? thread : null);

export function complain(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 401)) {
    tell(error instanceof Error ? error.message : String(error));
  }
}
