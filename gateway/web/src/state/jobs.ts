// Work that Daemion does by itself: the jobs, one of them with its runs, and what the coming days bring.
import { signal } from "@preact/signals";
import type { Job, JobPlan, Run, Schedule, Slot } from "../api/types";
import { extensions, loadExtensions, toggleExtension } from "./extensions";
import { tell } from "./notice";
import { open, runAddress } from "./route";
import { api } from "./session";
import { complain } from "./threads";

const PAGES_MAX = 10;
export const DAYS_AHEAD = 7;

export const jobs = signal<readonly Job[]>([]);
export const hasLoadedJobs = signal(false);
export const schedule = signal<Schedule | null>(null);

/** One job as it is looked at: what it is, how it went, and which due times did not become runs. */
export interface JobStory {
  job: Job;
  runs: readonly Run[];
  slots: readonly Slot[];
}

export async function loadJobs(): Promise<void> {
  let page = await api.jobs();
  const all = [...page.items];
  for (let pages = 1; page.next !== null && pages < PAGES_MAX; pages++) {
    page = await api.jobsAt(page.next);
    all.push(...page.items);
  }
  jobs.value = all;
  hasLoadedJobs.value = true;
}

export async function loadSchedule(): Promise<void> {
  schedule.value = await api.schedule(DAYS_AHEAD);
}

export async function storyOf(name: string): Promise<JobStory> {
  const [job, runs, slots] = await Promise.all([api.job(name), api.jobRuns(name), api.jobSlots(name)]);
  return { job, runs, slots };
}

/** Pauses or resumes it, which can be undone. */
export async function setRunning(job: Job, isWanted: boolean): Promise<void> {
  if (!extensions.value.some(({ id }) => id === job.extension_id)) {
    await loadExtensions();
  }
  const extension = extensions.value.find(({ id }) => id === job.extension_id);
  if (extension !== undefined) {
    await toggleExtension(extension, isWanted);
  }
}

export async function runNow(job: Job): Promise<void> {
  try {
    const key = `page-${crypto.getRandomValues(new Uint32Array(4)).join("-")}`;
    const { run_id, detail } = await api.startJob(job.name, key);
    if (run_id !== null) {
      open(runAddress(run_id));
    } else {
      tell(detail ?? `${job.name} starts in a moment.`);
    }
  } catch (error) {
    complain(error);
  }
}

export async function planOf(name: string): Promise<JobPlan | null> {
  return (await api.tryJob(name)).plan;
}
