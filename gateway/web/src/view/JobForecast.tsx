import { useEffect, useState } from "preact/hooks";
import type { JobPlan } from "../api/types";
import { extensions } from "../state/extensions";
import { planOf } from "../state/jobs";
import { JobTimes } from "./JobPlanView";

/**
 * What approving a job brings: its schedule in words, the next five firings with their zone, the cost of a month. While a
 * change waits, the gateway forecasts the version in force, and this says so.
 */
export function JobForecast({ name }: { name: string }) {
  const [plan, setPlan] = useState<JobPlan | null>(null);
  useEffect(() => {
    let isCurrent = true;
    planOf(name).then(
      (found) => isCurrent && setPlan(found),
      // The definition below says when it fires, too.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [name]);
  if (plan === null) {
    return null;
  }
  const job = extensions.value.find((extension) => extension.type === "job" && extension.name === name);
  return (
    <>
      {job !== undefined && job.status !== "pending" && (
        <p class="quiet">So it fires now, by version {plan.version}; the change is below.</p>
      )}
      <JobTimes plan={plan} />
    </>
  );
}
