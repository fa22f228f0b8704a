import { ArrowLeft, ShieldCheck, ShieldX } from "lucide-preact";
import { useState } from "preact/hooks";
import type { LedgerEntry, LedgerVerdict } from "../api/types";
import { decisions } from "../state/approvals";
import { extensionChanges } from "../state/extensions";
import { APPROVALS } from "../state/route";
import { api } from "../state/session";
import { complain } from "../state/threads";
import { Loading } from "./Loading";
import { useLive } from "./live";
import { PaneHead } from "./PaneHead";
import { sentence } from "./pretty";
import { exactly, when } from "./time";

const HASH_SHOWN = 12;

/** Every decision there was, each chained to the one before it, and whether the chain holds. */
export function LedgerPane() {
  const [entries, setEntries] = useState<readonly LedgerEntry[] | null>(null);
  const [older, setOlder] = useState<string | null>(null);
  const look = async () => {
    const page = await api.ledger();
    setEntries((known) => merged(page.items, known ?? []));
    setOlder((address) => address ?? page.next);
  };
  const trouble = useLive(look, () => false, `${decisions.value} ${extensionChanges.value}`);
  const more = async (address: string) => {
    try {
      const page = await api.ledgerAt(address);
      setEntries(merged(entries ?? [], page.items));
      setOlder(page.next);
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      <PaneHead>
        <a class="icon-button" href={APPROVALS} aria-label="Back to approvals">
          <ArrowLeft size={20} />
        </a>
        <h1 class="pane-title">Ledger</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Ledger">
        <div class="log-content">
          <p class="quiet">
            Each decision a person or a device made, chained to the one before it by its SHA-256: none can be changed or
            taken out without its being found.
          </p>
          <Check />
          {entries === null && <Loading trouble={trouble} />}
          {entries?.length === 0 && <p class="nothing-waits">Nothing was decided yet.</p>}
          {entries !== null && entries.length > 0 && (
            <ol class="ledger" aria-label="Decisions, newest first">
              {entries.map((entry) => (
                <Entry key={entry.seq} entry={entry} />
              ))}
            </ol>
          )}
          {older !== null && (
            <button type="button" class="button button-quiet" onClick={() => void more(older)}>
              Older decisions
            </button>
          )}
        </div>
      </section>
    </>
  );
}

function Check() {
  const [verdict, setVerdict] = useState<LedgerVerdict | null>(null);
  const [isBusy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    setVerdict(null);
    try {
      setVerdict(await api.verifyLedger());
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <div class="ledger-check">
      <button type="button" class="button" disabled={isBusy} onClick={() => void check()}>
        <ShieldCheck size={16} />
        Check the chain
      </button>
      <p role="status" class={verdict?.valid === false ? "bad" : "good"}>
        {verdict !== null && (
          <>
            {verdict.valid ? <ShieldCheck size={16} aria-hidden="true" /> : <ShieldX size={16} aria-hidden="true" />}
            {words(verdict)}
          </>
        )}
      </p>
    </div>
  );
}

function words({ valid, entries, first_broken, reason }: LedgerVerdict): string {
  if (valid) {
    return entries === 1 ? "The one entry is as it was written." : `All ${entries} entries are as they were written.`;
  }
  const broken = first_broken === null ? "The chain is broken" : `Entry ${first_broken} is not as it was written`;
  return reason === null ? `${broken}.` : `${broken}: ${reason}`;
}

function Entry({ entry }: { entry: LedgerEntry }) {
  return (
    <li class="ledger-entry">
      <span class="ledger-number">{entry.seq}</span>
      <span class="ledger-words">
        <strong>{sentence(entry.action.replaceAll("-", " "))}</strong>
        <span>{entry.subject}</span>
        <span class="quiet">
          by {entry.device}
          {entry.content_hash !== null && (
            <>
              {" · "}
              <code title={`SHA-256 of what was decided on: ${entry.content_hash}`}>
                {entry.content_hash.slice(0, HASH_SHOWN)}
              </code>
            </>
          )}
        </span>
      </span>
      <time class="quiet" dateTime={entry.at} title={exactly(entry.at)}>
        {when(entry.at)}
      </time>
    </li>
  );
}

function merged(some: readonly LedgerEntry[], others: readonly LedgerEntry[]): LedgerEntry[] {
  const all = new Map([...some, ...others].map((entry) => [entry.seq, entry]));
  return [...all.values()].toSorted((a, b) => b.seq - a.seq);
}
