import { FlaskConical, Pause, Play, Zap } from "lucide-preact";
import { useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { Job, JobPlan, Run, Slot } from "../api/types";
import { approvals } from "../state/approvals";
import { extensionChanges } from "../state/extensions";
import { type JobStory, planOf, runNow, setRunning, storyOf } from "../state/jobs";
import { EXTENSIONS, runAddress } from "../state/route";
import { complain } from "../state/threads";
import { ApprovalCard } from "./ApprovalCard";
import { Permissions } from "./ExtensionDetail";
import { DryRun, Firings } from "./JobPlanView";
import { JobStanding } from "./JobsPane";
import { Loading } from "./Loading";
import { useLive, useTicking } from "./live";
import { pretty, sentence } from "./pretty";
import { firedBy, RunState } from "./RunFacts";
import { IoBlock } from "./Step";
import { dollars, duration, exactly, when } from "./time";

/** One job: when it fires, how it went, and the switches for it. */
export function JobPage({ name }: { name: string }) {
  const [story, setStory] = useState<JobStory | null>(null);
  const [isGone, setGone] = useState(false);
  const [plan, setPlan] = useState<JobPlan | null>(null);
  const look = async () => {
    try {
      setStory(await storyOf(name));
      setGone(false);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        throw error;
      }
      setGone(true);
    }
  };
  const trouble = useLive(look, (news) => news?.job === name, `${name} ${extensionChanges.value}`);
  useTicking();
  if (isGone) {
    return <p class="nothing-waits">This job is not there any more.</p>;
  }
  if (story === null) {
    return <Loading trouble={trouble} />;
  }
  const { job, runs, slots } = story;
  const isDecided = job.status === "active" || job.status === "disabled";
  const waiting = [...approvals.value.values()].find(
    (approval) => approval.extension_id === job.extension_id && approval.status === "pending",
  );
  const tryIt = async () => {
    try {
      setPlan(await planOf(name));
    } catch (error) {
      complain(error);
    }
  };
  return (
    <article class="extension job">
      <p>{job.description}</p>
      <p class="extension-facts">
        <JobStanding job={job} />
        <span class="quiet">version {job.version}</span>
        <a class="quiet" href={`${EXTENSIONS}/${job.extension_id}`}>
          definition and history
        </a>
      </p>
      {waiting !== undefined && <ApprovalCard asked={waiting} />}
      <div class="extension-actions">
        {isDecided && job.enabled && (
          <button type="button" class="button button-primary" onClick={() => void runNow(job)}>
            <Zap size={16} />
            Run now
          </button>
        )}
        <button type="button" class="button" onClick={() => void tryIt()}>
          <FlaskConical size={16} />
          Dry run
        </button>
        {isDecided && (
          <button type="button" class="button" onClick={() => void setRunning(job, !job.enabled).then(look)}>
            {job.enabled ? <Pause size={16} /> : <Play size={16} />}
            {job.enabled ? "Pause" : "Resume"}
          </button>
        )}
      </div>
      {plan !== null && <DryRun plan={plan} />}
      <Trouble job={job} />
      <section aria-labelledby="job-when">
        <h2 id="job-when">When</h2>
        <p class="job-words">{job.schedule}</p>
        {job.watching !== null && <p class="quiet">{sentence(job.watching)}</p>}
        <Firings times={job.upcoming} zone={job.timezone} />
      </section>
      <section aria-labelledby="job-runs">
        <h2 id="job-runs">Runs</h2>
        {runs.length === 0 ? <p class="quiet">It has not run yet.</p> : <Runs runs={runs} />}
      </section>
      <Unfired slots={slots} />
      <section aria-labelledby="job-may">
        <h2 id="job-may">What it may use</h2>
        <Permissions permissions={job.permissions} />
      </section>
      <section aria-labelledby="job-what">
        <h2 id="job-what">What it does</h2>
        <IoBlock title="Definition" text={pretty(job.definition)} />
      </section>
    </article>
  );
}

function Trouble({ job }: { job: Job }) {
  const lines = [
    job.failure_count > 0
      ? `It failed ${job.failure_count === 1 ? "the last time" : `${job.failure_count} times in a row`}${job.last_run?.error ? `: ${job.last_run.error}` : "."}`
      : null,
    job.retry_at === null ? null : `It is tried again ${when(job.retry_at)}.`,
    job.queued_count > 0 ? `${job.queued_count} more wait for the run that works now.` : null,
  ].filter((line) => line !== null);
  return lines.length === 0 ? null : (
    <p class="callout callout-warn">
      <span>{lines.join(" ")}</span>
    </p>
  );
}

function Runs({ runs }: { runs: readonly Run[] }) {
  return (
    <ul class="runs">
      {runs.map((run) => (
        <li key={run.id}>
          <a class="run-row" href={runAddress(run.id)}>
            <RunState status={run.status} />
            <span class="quiet">
              {firedBy(run.trigger)}
              {run.attempt > 1 && `, try ${run.attempt}`}
            </span>
            <span class="run-numbers">{numbers(run)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function numbers(run: Run): string {
  const at = run.started_at ?? run.planned_at;
  return [
    at === null ? null : when(at),
    run.started_at === null || run.finished_at === null
      ? null
      : duration(Date.parse(run.finished_at) - Date.parse(run.started_at)),
    run.cost_usd === null ? null : dollars(run.cost_usd),
  ]
    .filter((fact) => fact !== null)
    .join(" · ");
}

const OUTCOMES: Record<Slot["outcome"], string> = {
  fired: "fired",
  coalesced: "taken together",
  skipped: "skipped",
  missed: "missed",
};

/** Due times that became no run of their own: a person who misses one finds out why. */
function Unfired({ slots }: { slots: readonly Slot[] }) {
  const unfired = slots.filter(({ outcome }) => outcome !== "fired");
  if (unfired.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="job-unfired">
      <h2 id="job-unfired">Due times without a run</h2>
      <ul class="runs">
        {unfired.map((slot) => (
          <li key={slot.planned_at} class="run-row">
            <span>
              {OUTCOMES[slot.outcome]}
              {slot.count > 1 && ` × ${slot.count}`}
            </span>
            <span class="quiet">{slot.reason}</span>
            <time class="run-numbers" dateTime={slot.planned_at} title={exactly(slot.planned_at)}>
              {when(slot.planned_at)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  );
}
