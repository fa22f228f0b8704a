import { Check, ChevronRight, ShieldCheck, ShieldQuestion, ShieldX, TimerOff } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import type { Approval, ApprovalDecision, ApprovalScope, Extension } from "../api/types";
import { approvals, decide } from "../state/approvals";
import { extensions } from "../state/extensions";
import { Diff } from "./Diff";
import { ExtensionDetail } from "./ExtensionDetail";
import { useForecast, withoutTimes } from "./forecast";
import { isRecord, pretty, sentence } from "./pretty";
import { IoBlock } from "./Step";
import { clock } from "./time";

const SCOPES: readonly { scope: ApprovalScope; label: string }[] = [
  { scope: "once", label: "Just this once" },
  { scope: "session", label: "In this thread" },
  { scope: "always", label: "Always" },
];

/** A question Daemion waits on, or its answer. */
export function ApprovalCard({ asked, isListed = false }: { asked: Approval; isListed?: boolean }) {
  const Heading = isListed ? "h3" : "h2";
  const approval = approvals.value.get(asked.id) ?? asked;
  const titleId = useId();
  const plan = useForecast(approval);
  return (
    <article class="approval" data-status={approval.status} aria-labelledby={titleId}>
      <header>
        <StatusIcon status={approval.status} />
        <Heading id={titleId}>{approval.title}</Heading>
      </header>
      <p class="approval-summary">{sentence(plan === null ? approval.summary : withoutTimes(approval.summary))}</p>
      {approval.kind === "extension" ? (
        <ExtensionDetail detail={approval.detail} plan={plan} inForce={inForceBeside(approval)} />
      ) : (
        <Detail detail={approval.detail} />
      )}
      {approval.status === "pending" ? (
        <Question approval={approval} />
      ) : (
        <p class="approval-answer">{answer(approval)}</p>
      )}
    </article>
  );
}

/** The version that goes on while a change of it waits; null for something new, and once it is answered. */
function inForceBeside(approval: Approval): Extension | null {
  const extension = extensions.value.find(({ id }) => id === approval.extension_id);
  return approval.status === "pending" && extension !== undefined && DECIDED.has(extension.status) ? extension : null;
}

const DECIDED: ReadonlySet<Extension["status"]> = new Set(["active", "disabled"]);

function Question({ approval }: { approval: Approval }) {
  const [scope, setScope] = useState<ApprovalScope>("once");
  const [isBusy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const name = useId();
  const say = async (decision: ApprovalDecision) => {
    setBusy(true);
    setTrouble(await decide(approval, decision, scope));
    setBusy(false);
  };
  return (
    <div class="approval-question">
      {approval.kind !== "extension" && (
        <fieldset disabled={isBusy}>
          <legend>Approve</legend>
          {SCOPES.map((choice) => (
            <label key={choice.scope} class="choice">
              <input
                type="radio"
                name={name}
                value={choice.scope}
                checked={scope === choice.scope}
                onChange={() => setScope(choice.scope)}
              />
              <span>{choice.label}</span>
            </label>
          ))}
        </fieldset>
      )}
      {trouble !== null && (
        <p class="callout callout-bad" role="alert">
          {trouble}
        </p>
      )}
      <div class="approval-actions">
        <button type="button" class="button button-primary" disabled={isBusy} onClick={() => say("approve")}>
          <Check size={16} />
          Approve
        </button>
        <button type="button" class="button" disabled={isBusy} onClick={() => say("deny")}>
          Deny
        </button>
      </div>
    </div>
  );
}

function Detail({ detail }: { detail: unknown }) {
  if (detail === null || detail === undefined) {
    return null;
  }
  if (typeof detail !== "object") {
    return <IoBlock title="Exactly this" text={pretty(detail)} />;
  }
  const { diff, tool, input, ...others } = detail as Record<string, unknown>;
  const facts = isRecord(input) ? input : {};
  const { command, file_path, path, content, old_string, new_string, url, ...rest } = facts;
  const where = file_path ?? path ?? url;
  const leftover = { ...others, ...(isRecord(input) ? rest : input === undefined ? {} : { input }) };
  return (
    <div class="approval-detail">
      {(typeof tool === "string" || typeof where === "string") && (
        <p class="approval-target">
          {typeof tool === "string" && <span class="step-tool">{tool}</span>}
          {typeof where === "string" && <code>{where}</code>}
        </p>
      )}
      {typeof command === "string" && <IoBlock title="Command" text={command} />}
      {typeof diff === "string" ? (
        <Diff text={diff} />
      ) : typeof old_string === "string" && typeof new_string === "string" ? (
        <Diff text={asDiff(old_string, new_string)} />
      ) : null}
      {typeof content === "string" && <IoBlock title="Content" text={content} />}
      {Object.keys(leftover).length > 0 && (
        <details class="fold">
          <summary>
            <ChevronRight class="fold-arrow" size={16} aria-hidden="true" />
            Everything, exactly as it runs
          </summary>
          <div class="fold-body">
            <IoBlock title="Detail" text={pretty(detail)} />
          </div>
        </details>
      )}
    </div>
  );
}

function StatusIcon({ status }: { status: Approval["status"] }) {
  switch (status) {
    case "approved":
      return <ShieldCheck class="good" size={20} aria-hidden="true" />;
    case "denied":
      return <ShieldX class="bad" size={20} aria-hidden="true" />;
    case "expired":
      return <TimerOff size={20} aria-hidden="true" />;
    default:
      return <ShieldQuestion size={20} aria-hidden="true" />;
  }
}

function answer(approval: Approval): string {
  if (approval.status === "expired") {
    return approval.kind === "extension"
      ? "Nobody answered in time, so nothing changed."
      : "Nobody answered in time, so it did not run.";
  }
  const what = approval.status === "approved" ? "Approved" : "Denied";
  const reach =
    approval.status === "approved" && approval.scope !== null && approval.scope !== "once"
      ? ` ${approval.scope === "session" ? "for this thread" : "for always"}`
      : "";
  const who = approval.decided_by ? ` by ${approval.decided_by}` : "";
  return `${what}${reach}${who}${approval.decided_at ? ` at ${clock(approval.decided_at)}` : ""}.`;
}

function asDiff(before: string, after: string): string {
  const mark = (text: string, sign: string) => text.split("\n").map((line) => sign + line);
  return [...mark(before, "-"), ...mark(after, "+")].join("\n");
}
