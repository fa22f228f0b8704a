import { BookLock, MessageSquare, ShieldCheck } from "lucide-preact";
import { useEffect } from "preact/hooks";
import type { Approval } from "../api/types";
import { answered, hasLoadedApprovals, loadApprovals, pending } from "../state/approvals";
import { LEDGER, openThread, threadAddress } from "../state/route";
import { threads } from "../state/threads";
import { ApprovalCard } from "./ApprovalCard";
import { Loading } from "./Loading";
import { PaneHead } from "./PaneHead";
import { Grants } from "./Trusted";
import { ago } from "./time";

/** Everything that waits for a person, whichever thread it came from, and what was answered lately. */
export function ApprovalsPane() {
  useEffect(() => void loadApprovals(), []);
  const waiting = pending.value;
  const done = answered.value;
  return (
    <>
      <PaneHead>
        <h1 class="pane-title">Approvals</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Approvals">
        <div class="log-content">
          {!hasLoadedApprovals.value && waiting.length + done.length === 0 && <Loading />}
          {waiting.length === 0 && hasLoadedApprovals.value && (
            <div class="nothing-waits">
              <ShieldCheck size={32} aria-hidden="true" />
              <p>Nothing waits for you.</p>
              <p class="quiet">Before Daemion does anything risky, it asks here and in its thread.</p>
            </div>
          )}
          <List approvals={waiting} label="Waiting for you" />
          <Grants />
          <List approvals={done} label="Answered" />
          <p class="approval-origin">
            <a href={LEDGER}>
              <BookLock size={14} aria-hidden="true" />
              <span>Every decision, in the ledger</span>
            </a>
          </p>
        </div>
      </section>
    </>
  );
}

function List({ approvals, label }: { approvals: readonly Approval[]; label: string }) {
  if (approvals.length === 0) {
    return null;
  }
  return (
    <section class="approval-list" aria-label={label}>
      <h2>{label}</h2>
      <ul>
        {approvals.map((approval) => (
          <li key={approval.id}>
            <ApprovalCard asked={approval} isListed />
            <Origin approval={approval} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Origin({ approval }: { approval: Approval }) {
  const id = approval.thread_id;
  const asked = <time dateTime={approval.created_at}>{ago(approval.created_at)}</time>;
  if (id === null) {
    return <p class="approval-origin quiet">{asked}</p>;
  }
  const title = threads.value.find((thread) => thread.id === id)?.title ?? "Open its thread";
  return (
    <p class="approval-origin quiet">
      <a
        href={threadAddress(id)}
        onClick={(event) => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            openThread(id);
          }
        }}
      >
        <MessageSquare size={14} aria-hidden="true" />
        <span>{title}</span>
      </a>
      {asked}
    </p>
  );
}
