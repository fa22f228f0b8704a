import type { Schedule } from "../api/types";
import { jobAddress } from "../state/route";
import { dollars } from "./time";

const TIMES_SHOWN = 4;

type Firing = Schedule["firings"][number];

interface Line {
  job: string;
  firings: readonly Firing[];
}

/** The coming days by the code that will fire them, with what they are forecast to cost. */
export function WeekAhead({ schedule }: { schedule: Schedule }) {
  const days = byDay(schedule.firings);
  return (
    <section class="week" aria-labelledby="week-title">
      <h2 id="week-title">The week ahead</h2>
      <p class="week-cost">{forecast(schedule)}</p>
      {days.length === 0 && <p class="quiet">Nothing is due by the clock.</p>}
      <ol>
        {days.map(([day, lines]) => (
          <li key={day}>
            <h3>{dayName(day)}</h3>
            <ul>
              {lines.map((line) => (
                <li key={line.job} class="week-line">
                  <a href={jobAddress(line.job)}>{line.job}</a>
                  <span>{times(line.firings)}</span>
                  {notes(line.firings).map((note) => (
                    <span key={note} class="tag tag-warn">
                      {note}
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {schedule.is_cut && <p class="quiet">More is due than is listed here.</p>}
      <Costs schedule={schedule} />
    </section>
  );
}

function Costs({ schedule }: { schedule: Schedule }) {
  if (schedule.jobs.length === 0) {
    return null;
  }
  return (
    <details class="fold">
      <summary>What each is forecast to cost</summary>
      <dl class="fold-body card-facts">
        {schedule.jobs.map((line) => (
          <div key={line.job}>
            <dt>{line.job}</dt>
            <dd>
              {line.firing_count} × {line.cost_usd_per_run === null ? "unknown yet" : dollars(line.cost_usd_per_run)}
              {line.cost_usd !== null && ` = ${dollars(line.cost_usd)}`}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** By the jobs' own last runs; a job that never ran is said to be unknown rather than free. */
export function forecast({ cost_usd, unknown_cost_count, firings }: Schedule): string {
  if (firings.length === 0) {
    return "Nothing will be spent on schedules.";
  }
  const known =
    cost_usd === null ? "" : cost_usd === 0 ? "Forecast to cost nothing" : `Forecast to cost ${dollars(cost_usd)}`;
  const unknown =
    unknown_cost_count === 0
      ? ""
      : `${unknown_cost_count} ${unknown_cost_count === 1 ? "job has" : "jobs have"} not run yet, so what ${unknown_cost_count === 1 ? "it costs" : "they cost"} is unknown`;
  return `${[known, unknown].filter((part) => part !== "").join("; ")}.`;
}

/** Days of each job's own clock, the jobs of a day by their first firing. */
function byDay(firings: readonly Firing[]): [string, Line[]][] {
  const days = new Map<string, Map<string, Firing[]>>();
  for (const firing of firings) {
    const day = firing.local.slice(0, "2026-11-29".length);
    const jobs = days.get(day) ?? new Map<string, Firing[]>();
    days.set(day, jobs.set(firing.job, [...(jobs.get(firing.job) ?? []), firing]));
  }
  return [...days]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, jobs]) => [day, [...jobs].map(([job, fired]) => ({ job, firings: fired }))]);
}

const clockOf = ({ local }: Firing) => local.slice("2026-11-29T".length, "2026-11-29T09:00".length);

function times(firings: readonly Firing[]): string {
  const [first, last] = [firings[0], firings.at(-1)];
  if (first === undefined || last === undefined) {
    return "";
  }
  return firings.length <= TIMES_SHOWN
    ? firings.map(clockOf).join(", ")
    : `${firings.length} times, ${clockOf(first)} to ${clockOf(last)}`;
}

function notes(firings: readonly Firing[]): string[] {
  const found = new Set<string>();
  for (const { is_overlap, note } of firings) {
    if (is_overlap) {
      found.add("the run before may still work");
    }
    if (note === "after-gap") {
      found.add("the clock skips this time: right after");
    }
    if (note === "first-of-two") {
      found.add("this time comes twice: the first");
    }
  }
  return [...found];
}

function dayName(day: string): string {
  const at = new Date(`${day}T12:00:00`);
  return at.toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long" });
}
