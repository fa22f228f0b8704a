import type { JobPlan } from "../api/types";
import { Permissions } from "./ExtensionDetail";
import { IoBlock } from "./Step";
import { dollars, zoned } from "./time";

/** When a job fires and what that is forecast to cost: the schedule in words, the next five times, the month. */
export function JobTimes({ plan }: { plan: JobPlan }) {
  return (
    <div class="job-plan">
      <p class="job-words">{plan.schedule}</p>
      <Firings times={plan.upcoming} zone={plan.timezone} />
      <dl class="card-facts">
        <div>
          <dt>per month</dt>
          <dd>{plan.cost_usd_per_month === null ? "unknown until it has run" : dollars(plan.cost_usd_per_month)}</dd>
        </div>
        {plan.budget_usd !== null && (
          <div>
            <dt>one run may cost</dt>
            <dd>{dollars(plan.budget_usd)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

export function Firings({ times, zone }: { times: readonly string[]; zone: string | null }) {
  if (times.length === 0) {
    return null;
  }
  return (
    <ol class="firings" aria-label="Next firings">
      {times.map((time) => (
        <li key={time}>
          <time dateTime={time}>{zoned(time, zone)}</time>
        </li>
      ))}
    </ol>
  );
}

/** A dry run: everything resolved, nothing called. */
export function DryRun({ plan }: { plan: JobPlan }) {
  return (
    <section class="dry-run" aria-label="Dry run">
      <p class="quiet">Nothing was called. This is what version {plan.version} would do now.</p>
      <JobTimes plan={plan} />
      <dl class="card-facts">
        <div>
          <dt>agent</dt>
          <dd>{plan.agent_id}</dd>
        </div>
        <div>
          <dt>model</dt>
          <dd>{plan.model ?? "by the agent"}</dd>
        </div>
        <div>
          <dt>per run</dt>
          <dd>{plan.cost_usd_per_run === null ? "unknown until it has run" : dollars(plan.cost_usd_per_run)}</dd>
        </div>
      </dl>
      <Permissions permissions={plan.permissions} />
      {plan.prompt !== null && <IoBlock title="Prompt" text={plan.prompt} />}
      {plan.tools.length > 0 && <p>Calls, in this order: {plan.tools.join(", ")}.</p>}
    </section>
  );
}
