import { useSignal, useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { link, reconnect } from "../state/chat";
import { APPROVALS, INBOX, open, openThread, openView, place, type View } from "../state/route";
import { neighbour } from "../state/threads";
import { ApprovalsPane } from "./ApprovalsPane";
import { AppsPane } from "./AppsPane";
import { ArtifactsPane } from "./ArtifactsPane";
import { ChatPane } from "./ChatPane";
import { DashboardPane } from "./DashboardPane";
import { ExtensionsPane } from "./ExtensionsPane";
import { InboxPane } from "./InboxPane";
import { JobsPane } from "./JobsPane";
import { LedgerPane } from "./LedgerPane";
import { isDrawerOpen, isLeafing, isNarrow } from "./layout";
import { RunPane } from "./RunPane";
import { SettingsPane } from "./SettingsPane";
import { areShortcutsOn, isShortcutsOpen, Shortcuts } from "./Shortcuts";
import { Sidebar } from "./Sidebar";

const BANNER_AFTER_MILLIS = 1_200;

const PANES: Record<View, () => VNode> = {
  chat: ChatPane,
  approvals: ApprovalsPane,
  ledger: LedgerPane,
  extensions: ExtensionsPane,
  inbox: InboxPane,
  settings: SettingsPane,
  dashboard: DashboardPane,
  apps: AppsPane,
  artifacts: ArtifactsPane,
  jobs: JobsPane,
  runs: RunPane,
};

export function Workspace() {
  const Pane = PANES[openView.value];
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => handleKey(event, search.current);
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  useSignalEffect(() => {
    place.value;
    isDrawerOpen.value = false;
  });
  return (
    <div class="workspace">
      <button type="button" class="button skip" onClick={() => focusComposer()}>
        Skip to the message box
      </button>
      <Sidebar searchRef={search} />
      {isNarrow.value && isDrawerOpen.value && (
        <button
          type="button"
          class="scrim"
          aria-label="Close the list of threads"
          onClick={() => {
            isDrawerOpen.value = false;
          }}
        />
      )}
      <main class="pane" inert={isNarrow.value && isDrawerOpen.value}>
        <Offline />
        <Pane />
      </main>
      <Shortcuts />
    </div>
  );
}

/** Says so when the connection has been away for a moment; a blink is not worth a word. */
function Offline() {
  const isShown = useSignal(false);
  useSignalEffect(() => {
    if (link.value === "open") {
      isShown.value = false;
      return;
    }
    const timer = setTimeout(() => {
      isShown.value = true;
    }, BANNER_AFTER_MILLIS);
    return () => clearTimeout(timer);
  });
  return (
    <div role="status">
      {isShown.value && (
        <div class="offline">
          <span class="offline-dot" />
          <span>Connection lost. What you write is kept and sent when Daemion is back.</span>
          <button type="button" class="button button-quiet" onClick={reconnect}>
            Try now
          </button>
        </div>
      )}
    </div>
  );
}

function focusComposer(): void {
  document.getElementById("composer")?.focus();
}

function handleKey(event: KeyboardEvent, search: HTMLInputElement | null): void {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]") !== null) {
    return;
  }
  if (event.key === "Escape") {
    if (isDrawerOpen.value) {
      isDrawerOpen.value = false;
    } else if (document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
    return;
  }
  if (!areShortcutsOn.value || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
    return;
  }
  switch (event.key) {
    case "n":
      openThread(null);
      requestAnimationFrame(() => focusComposer());
      break;
    case "/":
      isDrawerOpen.value = isNarrow.value;
      requestAnimationFrame(() => search?.focus());
      break;
    case "j":
    case "k": {
      const thread = neighbour(event.key === "j" ? 1 : -1);
      if (thread !== null) {
        isLeafing.value = true;
        openThread(thread.id);
      }
      break;
    }
    case "a":
      open(APPROVALS);
      break;
    case "i":
      open(INBOX);
      break;
    case "c":
      focusComposer();
      break;
    case "?":
      isShortcutsOpen.value = true;
      break;
    default:
      return;
  }
  event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null;
}
