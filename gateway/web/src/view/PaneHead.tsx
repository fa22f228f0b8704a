import { Bell, Menu as MenuIcon } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { pendingCount } from "../state/approvals";
import { unreadNotices } from "../state/inbox";
import { INBOX, openView } from "../state/route";
import { isDrawerOpen } from "./layout";

/** The head of what is open; on a phone it leads to the list of threads and says when something waits there. */
export function PaneHead({ children }: { children: ComponentChildren }) {
  const count = pendingCount.value;
  return (
    <header class="pane-head">
      <button
        type="button"
        class="icon-button narrow-only"
        aria-label={count === 0 ? "Show threads" : `Show threads; waiting approvals: ${count}`}
        aria-expanded={isDrawerOpen.value}
        onClick={() => {
          isDrawerOpen.value = true;
        }}
      >
        <MenuIcon size={20} />
        {count > 0 && <span class="attention" />}
      </button>
      <div class="pane-head-content">{children}</div>
      <InboxBell />
    </header>
  );
}

function InboxBell() {
  const count = unreadNotices.value.length;
  const shown = count > 99 ? "99+" : String(count);
  return (
    <a
      class="icon-button"
      href={INBOX}
      aria-label={count === 0 ? "Inbox" : `Inbox; new: ${shown}`}
      aria-current={openView.value === "inbox" ? "page" : undefined}
    >
      <Bell size={20} />
      {count > 0 && (
        <span class="bell-count" aria-hidden="true">
          {shown}
        </span>
      )}
    </a>
  );
}
