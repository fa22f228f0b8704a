// What the person was told, on whichever device: loaded when the stream connects, kept fresh by notification frames.
import { computed, effect, signal, untracked } from "@preact/signals";
import type { Notice } from "../api/types";
import { approvals } from "./approvals";
import { flags } from "./extensions";
import { tell } from "./notice";
import { APPROVALS, jobAddress, open, openThreadId, openView, place, runAddress, threadAddress } from "./route";
import { api } from "./session";
import { chime } from "./sound";
import { complain } from "./threads";

const KEPT_MAX = 1_000;
const BRIEF_LENGTH_MAX = 100;

export const notices = signal<readonly Notice[]>([]);
/** Address of the page of older ones; null when all are loaded. */
export const olderNotices = signal<string | null>(null);
export const hasLoadedInbox = signal(false);
export const unreadNotices = computed(() => notices.value.filter((notice) => notice.read_at === null));
export const readNotices = computed(() => notices.value.filter((notice) => notice.read_at !== null));

/** What is told while lists are on their way, which those do not hold. */
const meanwhile = new Set<Notice[]>();

export async function loadInbox(): Promise<void> {
  const heard: Notice[] = [];
  meanwhile.add(heard);
  try {
    const page = await api.notices();
    notices.value = merged([...heard, ...page.items]);
    olderNotices.value = page.next;
    hasLoadedInbox.value = true;
  } catch {
    // The list shows what it knows; the next connection asks again.
  } finally {
    meanwhile.delete(heard);
  }
}

export async function loadOlderNotices(): Promise<void> {
  if (olderNotices.value === null) {
    return;
  }
  try {
    const page = await api.noticesAt(olderNotices.value);
    notices.value = merged([...notices.value, ...page.items]);
    olderNotices.value = page.next;
  } catch (error) {
    complain(error);
  }
}

/** A frame of the stream: something was told, repeated or seen, or all was seen. */
export function noticed(frame: { notification?: Notice; allReadAt?: string }): void {
  const { notification: told, allReadAt } = frame;
  if (allReadAt !== undefined) {
    notices.value = notices.value.map((notice) => seen(notice, allReadAt));
  }
  if (told === undefined) {
    return;
  }
  for (const heard of meanwhile) {
    heard.unshift(told);
  }
  const known = notices.value.find((notice) => notice.id === told.id);
  notices.value = merged([told, ...notices.value]);
  const isNew = told.read_at === null && (known === undefined || known.count < told.count);
  if (isNew && told.approval_id !== null && flags.value.sounds === true) {
    chime();
  }
  if (isNew && !isInSight(told)) {
    tell(brief(told), { label: "Open", act: () => openNotice(told) });
  }
}

/** Where a notice leads. */
export function addressOf(notice: Notice): string | null {
  if (notice.approval_id !== null) {
    return APPROVALS;
  }
  if (notice.run_id !== null && notice.job !== null) {
    return runAddress(notice.run_id);
  }
  if (notice.job !== null) {
    return jobAddress(notice.job);
  }
  return notice.thread_id === null ? null : threadAddress(notice.thread_id);
}

export function openNotice(notice: Notice): void {
  markRead(notice);
  const address = addressOf(notice);
  if (address !== null) {
    open(address);
  }
}

export function markRead(notice: Notice): void {
  if (notice.read_at !== null) {
    return;
  }
  const now = new Date().toISOString();
  notices.value = notices.value.map((known) => (known.id === notice.id ? seen(known, now) : known));
  // A notice that could not be marked is unread again after the next connection.
  api.readNotice(notice.id).catch(() => undefined);
}

export async function markAllRead(): Promise<void> {
  try {
    await api.readAllNotices();
    const now = new Date().toISOString();
    notices.value = notices.value.map((notice) => seen(notice, now));
  } catch (error) {
    complain(error);
  }
}

/** A question that was answered needs nobody's attention any more. */
export function startInbox(): void {
  effect(() => {
    const answered = unreadNotices.value.filter(
      ({ approval_id }) =>
        approval_id !== null && (approvals.value.get(approval_id)?.status ?? "pending") !== "pending",
    );
    untracked(() => answered.forEach(markRead));
  });
}

/** True when what it tells of is on the screen. */
function isInSight(notice: Notice): boolean {
  return (
    !document.hidden &&
    (openView.value === "inbox" ||
      (notice.approval_id !== null && openView.value === "approvals") ||
      (notice.run_id !== null && openView.value === "runs" && place.value.id === notice.run_id) ||
      (notice.thread_id !== null && openThreadId.value === notice.thread_id))
  );
}

const brief = ({ title, text }: Notice) =>
  text === "" || title.length + text.length > BRIEF_LENGTH_MAX ? title : `${title}: ${text}`;

const seen = (notice: Notice, at: string): Notice => (notice.read_at === null ? { ...notice, read_at: at } : notice);

/** Newest first, each once: the first of its id counts. */
function merged(list: readonly Notice[]): readonly Notice[] {
  const byId = new Map<string, Notice>();
  for (const notice of list) {
    if (!byId.has(notice.id)) {
      byId.set(notice.id, notice);
    }
  }
  return [...byId.values()]
    .toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? 1 : -1))
    .slice(0, KEPT_MAX);
}
