import {
  BellRing,
  CheckCheck,
  CircleCheck,
  CircleX,
  MessageSquare,
  PauseCircle,
  ShieldQuestion,
  Wallet,
} from "lucide-preact";
import { useEffect } from "preact/hooks";
import type { Notice } from "../api/types";
import {
  addressOf,
  hasLoadedInbox,
  loadInbox,
  loadOlderNotices,
  markAllRead,
  markRead,
  olderNotices,
  openNotice,
  readNotices,
  unreadNotices,
} from "../state/inbox";
import { Loading } from "./Loading";
import { PaneHead } from "./PaneHead";
import { sentence } from "./pretty";
import { ago } from "./time";

/** What the person was told while they looked elsewhere; a tap goes to what it is about. */
export function InboxPane() {
  useEffect(() => void loadInbox(), []);
  const unread = unreadNotices.value;
  const read = readNotices.value;
  return (
    <>
      <PaneHead>
        <h1 class="pane-title">Inbox</h1>
        <span class="spacer" />
        {unread.length > 0 && (
          <button type="button" class="button button-quiet" onClick={() => void markAllRead()}>
            <CheckCheck size={16} />
            Mark all read
          </button>
        )}
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Inbox">
        <div class="log-content">
          {!hasLoadedInbox.value && unread.length + read.length === 0 && <Loading />}
          {unread.length + read.length === 0 && hasLoadedInbox.value && (
            <div class="nothing-waits">
              <BellRing size={32} aria-hidden="true" />
              <p>Nothing was told yet.</p>
              <p class="quiet">
                Questions that wait, jobs that failed and what your agents want to tell you stand here.
              </p>
            </div>
          )}
          <List notices={unread} label="New" />
          <List notices={read} label="Seen" />
          {olderNotices.value !== null && (
            <button type="button" class="button button-quiet older" onClick={() => void loadOlderNotices()}>
              Older
            </button>
          )}
        </div>
      </section>
    </>
  );
}

function List({ notices, label }: { notices: readonly Notice[]; label: string }) {
  if (notices.length === 0) {
    return null;
  }
  return (
    <section class="notices" aria-label={label}>
      <h2>{label}</h2>
      <ul>
        {notices.map((notice) => (
          <li key={notice.id}>
            <Row notice={notice} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ notice }: { notice: Notice }) {
  const address = addressOf(notice);
  const isUnread = notice.read_at === null;
  const content = (
    <>
      <KindIcon kind={notice.kind} />
      <span class="notice-words">
        <span class="notice-title">
          {isUnread && <span class="unseen">New: </span>}
          {sentence(notice.title)}
          {notice.count > 1 && <span class="tag"> × {notice.count}</span>}
        </span>
        {notice.text !== "" && <span class="notice-text">{sentence(notice.text)}</span>}
      </span>
      <time class="quiet" dateTime={notice.at}>
        {ago(notice.at)}
      </time>
    </>
  );
  if (address === null) {
    return isUnread ? (
      <button type="button" class="notice-row" data-unread title="Mark as seen" onClick={() => markRead(notice)}>
        {content}
      </button>
    ) : (
      <div class="notice-row">{content}</div>
    );
  }
  return (
    <a
      class="notice-row"
      data-unread={isUnread || undefined}
      href={address}
      onClick={(event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          openNotice(notice);
        }
      }}
    >
      {content}
    </a>
  );
}

function KindIcon({ kind }: { kind: Notice["kind"] }) {
  const icon = { size: 20, "aria-hidden": true } as const;
  switch (kind) {
    case "approval-needed":
      return <ShieldQuestion {...icon} />;
    case "run-failed":
      return <CircleX class="bad" {...icon} />;
    case "run-finished":
      return <CircleCheck class="good" {...icon} />;
    case "budget-warned":
      return <Wallet {...icon} />;
    case "job-paused":
      return <PauseCircle {...icon} />;
    case "message":
      return <MessageSquare {...icon} />;
  }
}
