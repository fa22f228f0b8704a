import { ArrowLeft, CalendarClock } from "lucide-preact";
import type { Job } from "../api/types";
import { extensionChanges } from "../state/extensions";
import { hasLoadedJobs, jobs, loadJobs, loadSchedule, schedule } from "../state/jobs";
import { JOBS, jobAddress, place } from "../state/route";
import { JobPage } from "./JobPage";
import { Loading } from "./Loading";
import { useLive, useTicking } from "./live";
import { PaneHead } from "./PaneHead";
import { usePolling } from "./polling";
import { RunState } from "./RunFacts";
import { exactly, when } from "./time";
import { WeekAhead } from "./WeekAhead";

const FORECAST_SECONDS = 300;

/** What Daemion does by itself, and when; one of the jobs when it is opened. */
export function JobsPane() {
  const name = place.value.id;
  return (
    <>
      <PaneHead>
        {name !== null && (
          <a class="icon-button" href={JOBS} aria-label="Back to all jobs">
            <ArrowLeft size={20} />
          </a>
        )}
        <h1 class="pane-title">{name ?? "Jobs"}</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label={name === null ? "Jobs" : `Job ${name}`}>
        <div class="log-content">{name === null ? <JobList /> : <JobPage key={name} name={name} />}</div>
      </section>
    </>
  );
}

function JobList() {
  const trouble = useLive(loadJobs, (news) => news?.job != null, extensionChanges.value);
  useTicking();
  const names = jobs.value.map(({ name, version, enabled }) => `${name} ${version} ${enabled}`).join();
  usePolling(FORECAST_SECONDS, loadSchedule, names);
  const list = jobs.value;
  return (
    <>
      {!hasLoadedJobs.value && list.length === 0 && <Loading trouble={trouble} />}
      {list.length === 0 && hasLoadedJobs.value && (
        <div class="nothing-waits">
          <CalendarClock size={32} aria-hidden="true" />
          <p>There are no jobs yet.</p>
          <p class="quiet">Ask for one in chat, such as “every weekday at 9 list yesterday's threads”.</p>
        </div>
      )}
      <ul class="jobs">
        {list.map((job) => (
          <li key={job.name}>
            <Row job={job} />
          </li>
        ))}
      </ul>
      {schedule.value !== null && list.length > 0 && <WeekAhead schedule={schedule.value} />}
    </>
  );
}

function Row({ job }: { job: Job }) {
  return (
    <a class="job-row" href={jobAddress(job.name)}>
      <span class="job-name">{job.name}</span>
      <JobStanding job={job} />
      <span class="job-schedule">{job.schedule}</span>
      {job.last_run !== null && (
        <span class="job-last">
          <RunState status={job.last_run.status} />
          <LastAt run={job.last_run} />
        </span>
      )}
    </a>
  );
}

function LastAt({ run }: { run: NonNullable<Job["last_run"]> }) {
  const at = run.finished_at ?? run.started_at ?? run.planned_at;
  return at === null ? null : (
    <time class="quiet" dateTime={at}>
      {when(at)}
    </time>
  );
}

/** When it fires next, or why it does not. */
export function JobStanding({ job }: { job: Job }) {
  if (job.status === "pending") {
    return <span class="tag tag-warn">waits for approval</span>;
  }
  if (job.status === "rejected") {
    return <span class="tag tag-bad">rejected</span>;
  }
  if (!job.enabled) {
    return <span class="tag">paused</span>;
  }
  if (job.open_runs.length > 0) {
    return (
      <span class="tag tag-good">
        works now{job.queued_count > 0 && `, ${job.queued_count} ${job.queued_count === 1 ? "waits" : "wait"}`}
      </span>
    );
  }
  if (job.next_fire_at === null) {
    return <span class="tag">{job.watching === null ? "no time ahead" : "watches"}</span>;
  }
  return (
    <time class="job-next" dateTime={job.next_fire_at} title={exactly(job.next_fire_at)}>
      {when(job.next_fire_at)}
    </time>
  );
}
