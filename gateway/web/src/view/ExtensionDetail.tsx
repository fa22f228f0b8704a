import { ChevronRight } from "lucide-preact";
import type { Extension, JobPlan } from "../api/types";
import { differences } from "../state/difference";
import { Differences } from "./Differences";
import { JobTimes } from "./JobPlanView";
import { isRecord, pretty } from "./pretty";
import { IoBlock } from "./Step";

/** An extension that waits to become active: when it fires, what it may do, and the record exactly as it will be. */
export function ExtensionDetail(props: { detail: unknown; plan: JobPlan | null; inForce: Extension | null }) {
  const { detail, plan, inForce } = props;
  if (!isRecord(detail)) {
    return <IoBlock title="Exactly this" text={pretty(detail)} />;
  }
  const { type, name, description, definition, permissions } = detail;
  const changes =
    inForce === null
      ? []
      : differences(
          { description: inForce.description, definition: inForce.definition, permissions: inForce.permissions ?? {} },
          { description, definition, permissions: permissions ?? {} },
        );
  return (
    <div class="approval-detail">
      <p class="approval-target">
        <span class="step-tool">{String(type)}</span>
        <code>{String(name)}</code>
      </p>
      {plan !== null && <JobTimes plan={plan} />}
      <Permissions permissions={permissions} />
      {inForce !== null && (
        // biome-ignore lint/a11y/useSemanticElements: nothing in it can be filled in
        <div class="approval-changes" role="group" aria-label="What changes">
          <p class="quiet">
            Version {inForce.version} stays in force until this is approved.{" "}
            {changes.length === 0 ? "Nothing in it changes." : "What changes:"}
          </p>
          <Differences of={changes} />
        </div>
      )}
      {inForce === null && <IoBlock title="Definition" text={pretty(definition)} />}
      <details class="fold">
        <summary>
          <ChevronRight class="fold-arrow" size={16} aria-hidden="true" />
          The whole record
        </summary>
        <div class="fold-body">
          <IoBlock title="Record" text={pretty(detail)} />
        </div>
      </details>
    </div>
  );
}

export function Permissions({ permissions }: { permissions: unknown }) {
  const granted = isRecord(permissions) ? leaves(permissions) : [];
  if (granted.length === 0) {
    return <p class="quiet">It asks for no permissions beyond the safe ones of its type.</p>;
  }
  return (
    <dl class="permissions">
      {granted.map(([what, extent]) => (
        <div key={what}>
          <dt>{what}</dt>
          <dd>{extent}</dd>
        </div>
      ))}
    </dl>
  );
}

/** paths: { read: [a, b] } becomes "paths, read": "a, b". */
function leaves(record: Record<string, unknown>, prefix = ""): [what: string, extent: string][] {
  return Object.entries(record).flatMap(([key, value]): [string, string][] => {
    const what = prefix + key.replaceAll("_", " ");
    if (isRecord(value)) {
      return leaves(value, `${what}, `);
    }
    const extent = Array.isArray(value) ? (value.length === 0 ? "none" : value.map(text).join(", ")) : text(value);
    return [[what, extent]];
  });
}

const text = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
