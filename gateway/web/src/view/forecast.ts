import { useEffect, useState } from "preact/hooks";
import type { Approval, JobPlan } from "../api/types";
import { extensions } from "../state/extensions";
import { planOf } from "../state/jobs";
import { isRecord } from "./pretty";

/**
 * What approving a new job brings: its schedule, the next firings, the cost of a month; null for everything else. A
 * change of a job has none: the gateway would forecast the version in force, and the summary speaks of the new one.
 */
export function useForecast(approval: Approval): JobPlan | null {
  const [plan, setPlan] = useState<JobPlan | null>(null);
  const { detail } = approval;
  const isJob = approval.kind === "extension" && isRecord(detail) && detail.type === "job";
  const known = extensions.value.find((extension) => extension.id === approval.extension_id);
  const isNew = known === undefined || known.status === "pending";
  const name = isJob && isNew && approval.status === "pending" ? String(detail.name) : null;
  useEffect(() => {
    setPlan(null);
    if (name === null) {
      return;
    }
    let isCurrent = true;
    planOf(name).then(
      (found) => isCurrent && setPlan(found),
      // The summary says when it fires, too.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [name]);
  return plan;
}

/** The gateway's summary ends with the times for clients that have only words; here they stand below it as a list. */
export const withoutTimes = (summary: string) => /^(.*?)(?: Fires .*)?$/s.exec(summary)?.[1] ?? summary;
