import {
  Archive,
  ArchiveRestore,
  Copy,
  MoreHorizontal,
  Pencil,
  Plus,
  Search,
  Settings,
  Trash2,
  Unplug,
  X,
} from "lucide-preact";
import type { Ref } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Thread } from "../api/types";
import { ARTIFACTS, openThread, openThreadId, SETTINGS, threadAddress } from "../state/route";
import { leave } from "../state/session";
import {
  archiveThread,
  changeThread,
  deleteThread,
  forkThread,
  foundArtifacts,
  hasLoadedThreads,
  isLoadingThreads,
  loadMoreThreads,
  nextPage,
  search,
  searchThreads,
  showArchived,
  showsArchived,
  threads,
} from "../state/threads";
import { sidebarWidgets } from "../state/widgets";
import { ConfirmDialog } from "./Dialog";
import { isDrawerOpen, isNarrow } from "./layout";
import { Mark } from "./Mark";
import { Menu } from "./Menu";
import { Places } from "./Places";
import { ago, dayOf } from "./time";
import { WidgetView } from "./WidgetView";

const TITLE_LENGTH_MAX = 200;

export function Sidebar({ searchRef }: { searchRef: Ref<HTMLInputElement> }) {
  const isHidden = isNarrow.value && !isDrawerOpen.value;
  const [isLeaving, setLeaving] = useState(false);
  return (
    <aside class="sidebar" data-open={isDrawerOpen.value} inert={isHidden} aria-label="Threads">
      <div class="sidebar-head">
        <span class="brand">
          <Mark size={26} />
          Daemion
        </span>
        <button
          type="button"
          class="icon-button narrow-only"
          aria-label="Close the list of threads"
          onClick={() => {
            isDrawerOpen.value = false;
          }}
        >
          <X size={20} />
        </button>
      </div>
      <button
        type="button"
        class="button new-thread"
        onClick={() => {
          openThread(null);
          isDrawerOpen.value = false;
          requestAnimationFrame(() => document.getElementById("composer")?.focus());
        }}
      >
        <Plus size={18} />
        New thread
      </button>
      <Places />
      <div class="search">
        <Search size={16} aria-hidden="true" />
        <input
          ref={searchRef}
          type="search"
          placeholder="Search threads"
          aria-label="Search threads"
          value={search.value}
          onInput={(event) => searchThreads(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Escape" && search.value !== "") {
              searchThreads("");
              event.preventDefault();
            }
          }}
        />
      </div>
      <ThreadList />
      {!isHidden && <Widgets />}
      <div class="sidebar-foot">
        <button
          type="button"
          class="button button-quiet"
          aria-pressed={showsArchived.value}
          onClick={() => showArchived(!showsArchived.value)}
        >
          <Archive size={16} />
          {showsArchived.value ? "Back to threads" : "Archived"}
        </button>
        <span class="spacer" />
        <a
          class="icon-button"
          href={SETTINGS}
          aria-label="Settings"
          onClick={() => {
            isDrawerOpen.value = false;
          }}
        >
          <Settings size={18} />
        </a>
        <button type="button" class="icon-button" aria-label="Unpair this browser" onClick={() => setLeaving(true)}>
          <Unplug size={18} />
        </button>
      </div>
      <ConfirmDialog
        isOpen={isLeaving}
        title="Unpair this browser?"
        text="It forgets its key and asks for a code the next time. Threads and running work stay as they are."
        confirm="Unpair"
        onConfirm={() => void leave()}
        onClose={() => setLeaving(false)}
      />
    </aside>
  );
}

/** Those that say they belong here, in as much room as the threads leave them. */
function Widgets() {
  const list = sidebarWidgets.value;
  return list.length === 0 ? null : (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="sidebar-widgets" tabIndex={0} aria-label="Widgets">
      {list.map((widget) => (
        <WidgetView key={`${widget.name} ${widget.version}`} widget={widget} />
      ))}
    </section>
  );
}

function ThreadList() {
  const list = threads.value;
  if (list.length === 0) {
    return (
      <div class="thread-list thread-list-empty">
        {hasLoadedThreads.value ? <p>{emptyText()}</p> : <Skeleton />}
        <FoundArtifacts />
      </div>
    );
  }
  return (
    <nav class="thread-list" aria-label={showsArchived.value ? "Archived threads" : "Threads"}>
      {byDay(list).map(([day, group]) => (
        <section key={day} aria-label={day}>
          <h2>{day}</h2>
          <ul>
            {group.map((thread) => (
              <ThreadRow key={thread.id} thread={thread} />
            ))}
          </ul>
        </section>
      ))}
      {nextPage.value !== null && (
        <button type="button" class="button button-quiet" disabled={isLoadingThreads.value} onClick={loadMoreThreads}>
          {isLoadingThreads.value ? "Loading…" : "Older threads"}
        </button>
      )}
      <FoundArtifacts />
    </nav>
  );
}

function FoundArtifacts() {
  if (foundArtifacts.value.length === 0) {
    return null;
  }
  return (
    <section aria-label="Artifacts that match">
      <h2>Artifacts</h2>
      <ul>
        {foundArtifacts.value.map((hit) => (
          <li key={hit.id} class="thread-row">
            <a
              href={ARTIFACTS}
              title={hit.snippet}
              onClick={() => {
                isDrawerOpen.value = false;
              }}
            >
              <span class="thread-title">{hit.title}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function emptyText(): string {
  if (search.value.trim() !== "") {
    return `No thread matches “${search.value.trim()}”.`;
  }
  return showsArchived.value ? "Nothing is archived." : "No threads yet. The first message starts one.";
}

function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      <span />
      <span />
      <span />
    </div>
  );
}

function ThreadRow({ thread }: { thread: Thread }) {
  const isOpen = openThreadId.value === thread.id;
  const [isRenaming, setRenaming] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isOpen) {
      row.current?.scrollIntoView?.({ block: "nearest" });
    }
  }, [isOpen]);
  const unread = isOpen ? 0 : thread.unread;

  return (
    <li class="thread-row" data-open={isOpen} ref={row}>
      {isRenaming ? (
        <Rename thread={thread} onDone={() => setRenaming(false)} />
      ) : (
        <>
          <a
            href={threadAddress(thread.id)}
            aria-current={isOpen ? "page" : undefined}
            onClick={(event) => {
              if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
                event.preventDefault();
                openThread(thread.id);
                isDrawerOpen.value = false;
              }
            }}
          >
            <span class="thread-title" data-unread={unread > 0}>
              {thread.title}
            </span>
            <span class="thread-meta">
              {thread.running ? (
                <span class="running">
                  <span class="running-dot" />
                  <span>working</span>
                </span>
              ) : (
                <time dateTime={thread.last_turn_at ?? thread.created_at}>
                  {ago(thread.last_turn_at ?? thread.created_at)}
                </time>
              )}
              {unread > 0 && (
                <span class="badge">
                  {unread > 99 ? "99+" : unread}
                  <span class="unseen"> unread</span>
                </span>
              )}
            </span>
          </a>
          <Menu
            label={`Actions for ${thread.title}`}
            icon={<MoreHorizontal size={18} />}
            items={[
              { label: "Rename", icon: <Pencil size={16} />, act: () => setRenaming(true) },
              { label: "Fork", icon: <Copy size={16} />, act: () => void forkThread(thread.id) },
              {
                label: thread.archived ? "Restore" : "Archive",
                icon: thread.archived ? <ArchiveRestore size={16} /> : <Archive size={16} />,
                act: () => void archiveThread(thread),
              },
              { label: "Delete…", icon: <Trash2 size={16} />, isDangerous: true, act: () => setDeleting(true) },
            ]}
          />
        </>
      )}
      <ConfirmDialog
        isOpen={isDeleting}
        title="Delete this thread?"
        text={`“${thread.title}” and everything said in it is removed for good, from the search too. A running answer is stopped.`}
        confirm="Delete"
        onConfirm={() => void deleteThread(thread.id)}
        onClose={() => setDeleting(false)}
      />
    </li>
  );
}

function Rename({ thread, onDone }: { thread: Thread; onDone: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, []);
  const save = () => {
    const title = input.current?.value.trim() ?? "";
    if (title !== "" && title !== thread.title) {
      void changeThread(thread.id, { title });
    }
    onDone();
  };
  return (
    <input
      ref={input}
      class="rename"
      aria-label="Title of the thread"
      defaultValue={thread.title}
      maxLength={TITLE_LENGTH_MAX}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.isComposing) {
          save();
        } else if (event.key === "Escape") {
          onDone();
          event.stopPropagation();
        }
      }}
    />
  );
}

function byDay(list: readonly Thread[]): [string, Thread[]][] {
  const groups = new Map<string, Thread[]>();
  for (const thread of list) {
    const day = dayOf(thread.last_turn_at ?? thread.created_at);
    groups.set(day, [...(groups.get(day) ?? []), thread]);
  }
  return [...groups];
}
