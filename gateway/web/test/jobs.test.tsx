import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../src/api/client";
import type { Approval, Extension, Job, JobPlan, Run, Schedule } from "../src/api/types";
import { extensions } from "../src/state/extensions";
import { jobs, schedule } from "../src/state/jobs";
import { place } from "../src/state/route";
import { tellOfRun } from "../src/state/runs";
import { api } from "../src/state/session";
import { when, zoned } from "../src/view/time";

vi.hoisted(() => {
  Object.assign(window, { matchMedia: () => ({ matches: false, addEventListener: () => undefined }) });
});

const { JobsPane } = await import("../src/view/JobsPane");
const { RunPane } = await import("../src/view/RunPane");
const { ApprovalCard } = await import("../src/view/ApprovalCard");

const RUN = `run_${"0".repeat(26)}`;
const THREAD = `thread_${"0".repeat(26)}`;

const job = (changes: Partial<Job> = {}): Job => ({
  name: "report",
  extension_id: "ext_1",
  description: "Reports.",
  enabled: true,
  status: "active",
  version: 2,
  trigger: {},
  schedule: "on weekdays at 09:00 (Europe/Berlin)",
  timezone: "Europe/Berlin",
  next_fire_at: "2026-11-30T08:00:00Z",
  upcoming: ["2026-11-30T08:00:00Z", "2026-12-01T08:00:00Z"],
  open_runs: [],
  queued_count: 0,
  retry_at: null,
  failure_count: 0,
  last_run: null,
  thread_id: null,
  watching: null,
  definition: {},
  permissions: null,
  ...changes,
});

const run = (changes: Partial<Run> = {}): Run => ({
  id: RUN,
  kind: "job",
  job: "report",
  version: 2,
  trigger: "cron",
  planned_at: "2026-11-30T08:00:00Z",
  started_at: "2026-11-30T08:01:30Z",
  finished_at: "2026-11-30T08:01:42Z",
  status: "succeeded",
  attempt: 1,
  thread_id: THREAD,
  agent_id: "daemion",
  model: "sonnet",
  cost_usd: 0.042,
  tokens: { input_tokens: 900, output_tokens: 80, cache_read_tokens: 0, cache_write_tokens: 0 },
  output: "**Done.**",
  error: null,
  steps: [
    {
      type: "step",
      tool_call_id: "call_1",
      tool: "Read",
      input: { path: "a.md" },
      output: "words",
      output_hash: null,
      is_error: false,
      duration_ms: 12,
    },
  ],
  payload: null,
  ...changes,
});

const plan: JobPlan = {
  version: 1,
  agent_id: "daemion",
  model: null,
  schedule: "every day at 07:00",
  timezone: "Asia/Tokyo",
  upcoming: ["2026-11-30T22:00:00Z"],
  prompt: "Say the date.",
  tools: [],
  permissions: { tools: ["Read"] } as never,
  cost_usd_per_run: 0.01,
  cost_usd_per_month: 0.3,
  budget_usd: 1,
};

const week = (changes: Partial<Schedule> = {}): Schedule => ({
  from: "2026-11-29T00:00:00Z",
  until: "2026-12-06T00:00:00Z",
  firings: [
    { job: "report", planned_at: "2026-11-30T08:00:00Z", local: "2026-11-30T09:00:00", is_overlap: false, note: null },
    ...[0, 1, 2, 3, 4].map((hour) => ({
      job: "pulse",
      planned_at: `2026-11-30T1${hour}:00:00Z`,
      local: `2026-11-30T1${hour}:00:00`,
      is_overlap: hour === 3,
      note: null,
    })),
  ],
  is_cut: false,
  jobs: [
    {
      job: "report",
      schedule: "on weekdays at 09:00",
      timezone: "Europe/Berlin",
      firing_count: 1,
      overlap_count: 0,
      cost_usd_per_run: 0.04,
      cost_usd: 0.04,
    },
  ],
  cost_usd: 0.04,
  unknown_cost_count: 1,
  ...changes,
});

beforeEach(() => {
  vi.spyOn(api, "jobs").mockImplementation(async () => ({ items: [...jobs.value], next: null }));
  vi.spyOn(api, "schedule").mockResolvedValue(week());
  jobs.value = [];
  schedule.value = null;
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

describe("the list of jobs", () => {
  beforeEach(() => {
    place.value = { view: "jobs", id: null };
  });
  it("says when each fires, and why it does not", () => {
    jobs.value = [
      job(),
      job({ name: "waits", status: "pending" }),
      job({ name: "rests", status: "disabled", enabled: false }),
      job({ name: "works", open_runs: [RUN], queued_count: 2 }),
      job({ name: "looks", next_fire_at: null, watching: "~/inbox" }),
    ];
    render(<JobsPane />);
    const row = (name: RegExp) => screen.getByRole("link", { name }).textContent;
    expect(row(/report/)).toContain("on weekdays at 09:00 (Europe/Berlin)");
    expect(row(/^waits/)).toContain("waits for approval");
    expect(row(/^rests/)).toContain("paused");
    expect(row(/^works/)).toContain("works now, 2 wait");
    expect(row(/^looks/)).toContain("watches");
  });
  it("shows the week ahead, with its cost and where runs may meet", async () => {
    jobs.value = [job()];
    render(<JobsPane />);
    const ahead = await screen.findByRole("region", { name: "The week ahead" });
    expect(ahead.textContent).toContain("Forecast to cost $0.04; 1 job has not run yet, so what it costs is unknown.");
    expect(ahead.textContent).toContain("5 times, 10:00 to 14:00");
    expect(ahead.textContent).toContain("the run before may still work");
    expect(within(ahead).getByText("09:00")).toBeTruthy();
  });
});

describe("a job", () => {
  beforeEach(() => {
    place.value = { view: "jobs", id: "report" };
    vi.spyOn(api, "job").mockResolvedValue(job({ failure_count: 2, last_run: { ...run(), error: "no disk" } }));
    vi.spyOn(api, "jobRuns").mockResolvedValue([run(), run({ id: `run_${"1".repeat(26)}`, status: "failed" })]);
    vi.spyOn(api, "jobSlots").mockResolvedValue([
      {
        job: "report",
        version: 2,
        planned_at: "2026-11-27T08:00:00Z",
        until: "2026-11-27T08:00:00Z",
        count: 3,
        outcome: "missed",
        reason: "the machine slept",
        trigger: null,
        run_id: null,
        decided_at: "2026-11-27T12:00:00Z",
      },
    ]);
  });
  it("shows its next firings, its runs and the due times that were missed", async () => {
    render(<JobsPane />);
    expect((await screen.findByRole("list", { name: "Next firings" })).textContent).toContain("Mon");
    expect(screen.getByRole("link", { name: /failed/ }).getAttribute("href")).toBe(`#/runs/run_${"1".repeat(26)}`);
    expect(screen.getByText("missed × 3")).toBeTruthy();
    expect(screen.getByText("the machine slept")).toBeTruthy();
    expect(screen.getByText(/failed 2 times in a row: no disk/)).toBeTruthy();
  });
  it("is tried dry, and run now once for each tap", async () => {
    vi.spyOn(api, "tryJob").mockResolvedValue({
      job: "report",
      dry: true,
      threadId: null,
      run_id: null,
      status: "dry",
      detail: null,
      plan,
    });
    const start = vi.spyOn(api, "startJob").mockResolvedValue({
      job: "report",
      dry: false,
      threadId: THREAD,
      run_id: RUN,
      status: "queued",
      detail: null,
      plan: null,
    });
    render(<JobsPane />);
    fireEvent.click(await screen.findByRole("button", { name: "Dry run" }));
    expect((await screen.findByRole("region", { name: "Dry run" })).textContent).toContain("Say the date.");
    fireEvent.click(screen.getByRole("button", { name: "Run now" }));
    await waitFor(() => expect(place.value).toEqual({ view: "runs", id: RUN }));
    expect(start.mock.calls[0]?.[1]).not.toBe("");
  });
  it("that is gone says so", async () => {
    vi.mocked(api.job).mockRejectedValue(new ApiError(404, "there is no job"));
    render(<JobsPane />);
    expect(await screen.findByText("This job is not there any more.")).toBeTruthy();
  });
});

describe("a run", () => {
  beforeEach(() => {
    place.value = { view: "runs", id: RUN };
  });
  it("explains itself", async () => {
    vi.spyOn(api, "run").mockResolvedValue(run());
    render(<RunPane />);
    const page = await screen.findByRole("article", { name: "What happened" });
    for (const words of [
      "succeeded",
      "version 2",
      "its schedule",
      "1 min 30 s late",
      "12 s",
      "$0.04",
      "900 in, 80 out",
    ]) {
      expect(page.textContent).toContain(words);
    }
    expect(within(page).getByText("Read")).toBeTruthy();
    expect(within(page).getByText("Done.").tagName).toBe("STRONG");
    expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
  });
  it("shows what it came with, and what the model was told when somebody asks", async () => {
    vi.spyOn(api, "run").mockResolvedValue(run({ trigger: "watch", payload: { path: "/inbox/a.pdf" } as never }));
    const look = vi.spyOn(api, "runContext").mockResolvedValue({ system: "You are Daemion.", messages: [] });
    render(<RunPane />);
    expect((await screen.findByText(/inbox\/a\.pdf/)).textContent).toContain("path");
    expect(look).not.toHaveBeenCalled();
    const told = screen.getByText("What the model was told").closest("details");
    expect(told).not.toBeNull();
    if (told !== null) {
      told.open = true;
    }
    expect(await screen.findByText(/You are Daemion/)).toBeTruthy();
    expect(look).toHaveBeenCalledTimes(1);
  });
  it("that works can be cancelled, and one that failed says why", async () => {
    const look = vi.spyOn(api, "run").mockResolvedValue(run({ status: "running", finished_at: null, cost_usd: null }));
    const cancel = vi.spyOn(api, "cancelRun").mockResolvedValue(run({ status: "cancelled" }));
    render(<RunPane />);
    look.mockResolvedValue(run({ status: "cancelled", error: "cancelled by First browser" }));
    fireEvent.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(await screen.findByText("Cancelled by First browser")).toBeTruthy();
    expect(cancel).toHaveBeenCalledWith(RUN);
  });
});

describe("what the stream tells of runs", () => {
  const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);
  const news = (changes: object) =>
    tellOfRun({
      seq: 1,
      type: "run-updated",
      runId: RUN,
      threadId: THREAD,
      status: "running",
      job: "report",
      ...changes,
    });
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  it("is looked up by the list once for all that comes at once, and by nothing else", async () => {
    place.value = { view: "jobs", id: null };
    jobs.value = [job()];
    render(<JobsPane />);
    await pass(600_000);
    expect(api.jobs).toHaveBeenCalledTimes(1);
    for (let count = 0; count < 20; count++) {
      news({});
    }
    news({ job: null });
    await pass(1_000);
    expect(api.jobs).toHaveBeenCalledTimes(2);
    tellOfRun(null);
    await pass(1_000);
    expect(api.jobs).toHaveBeenCalledTimes(3);
  });
  it("concerns the run and the job it is about", async () => {
    place.value = { view: "runs", id: RUN };
    const look = vi.spyOn(api, "run").mockResolvedValue(run({ status: "running", finished_at: null }));
    render(<RunPane />);
    await pass(60_000);
    expect(look).toHaveBeenCalledTimes(1);
    news({ runId: `run_${"1".repeat(26)}` });
    await pass(1_000);
    expect(look).toHaveBeenCalledTimes(1);
    look.mockResolvedValue(run());
    news({ status: "succeeded" });
    await pass(1_000);
    expect(look).toHaveBeenCalledTimes(2);
    expect(screen.getByText("succeeded")).toBeTruthy();
  });
  it("that cannot be had at first is said, and shown when it can", async () => {
    place.value = { view: "jobs", id: "report" };
    vi.spyOn(api, "jobRuns").mockResolvedValue([]);
    vi.spyOn(api, "jobSlots").mockResolvedValue([]);
    const look = vi.spyOn(api, "job").mockRejectedValueOnce(new ApiError(503, "storage is busy"));
    look.mockResolvedValue(job());
    render(<JobsPane />);
    expect(screen.getByRole("status").textContent).toBe("Loading…");
    await pass(0);
    expect(screen.getByRole("alert").textContent).toBe("Storage is busy. This is tried again by itself.");
    await pass(6_000);
    expect(screen.queryByRole("alert")).toBeNull();
    expect(screen.getByText("It has not run yet.")).toBeTruthy();
  });
  it("waits until somebody can see it, and what cannot be had is tried again", async () => {
    place.value = { view: "runs", id: RUN };
    const look = vi.spyOn(api, "run").mockResolvedValue(run());
    render(<RunPane />);
    await pass(0);
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    news({});
    await pass(60_000);
    expect(look).toHaveBeenCalledTimes(1);
    look.mockRejectedValueOnce(new ApiError(503, "storage is busy"));
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    await pass(0);
    expect(look).toHaveBeenCalledTimes(2);
    await pass(6_000);
    expect(look).toHaveBeenCalledTimes(3);
  });
});

describe("the card of a job", () => {
  const asked = (status: Approval["status"]): Approval => ({
    id: "apr_1",
    kind: "extension",
    status,
    title: "New job 'report'",
    summary: "Reports.",
    detail: { type: "job", name: "report", definition: { schedule: "0 7 * * *" }, permissions: { tools: ["Read"] } },
    content_hash: "",
    extension_id: "ext_1",
    run_id: null,
    thread_id: null,
    created_at: "",
    expires_at: null,
    decision: null,
    scope: null,
    decided_at: null,
    decided_by: null,
  });
  beforeEach(() => {
    vi.spyOn(api, "tryJob").mockResolvedValue({
      job: "report",
      dry: true,
      threadId: null,
      run_id: null,
      status: "dry",
      detail: null,
      plan,
    });
  });
  it("says when it fires on which clock, what it may touch and what a month costs", async () => {
    render(<ApprovalCard asked={asked("pending")} />);
    expect(await screen.findByText("every day at 07:00")).toBeTruthy();
    expect(screen.getByRole("list", { name: "Next firings" }).textContent).toContain("07:00");
    expect(screen.getByText("$0.30")).toBeTruthy();
    expect(screen.getByText("Read")).toBeTruthy();
  });
  it("of a change keeps the words of the gateway, which speak of the new version", async () => {
    extensions.value = [{ id: "ext_1", type: "job", name: "report", status: "active" } as Extension];
    render(<ApprovalCard asked={{ ...asked("pending"), summary: "Reports. Fires every hour." }} />);
    expect(screen.getByText("Reports. Fires every hour.")).toBeTruthy();
    expect(api.tryJob).not.toHaveBeenCalled();
    extensions.value = [];
  });
  it("says the times once", async () => {
    render(<ApprovalCard asked={{ ...asked("pending"), summary: "Reports. Fires every day. Next: Mon (UTC)." }} />);
    await screen.findByText("every day at 07:00");
    expect(screen.getByText("Reports.")).toBeTruthy();
  });
  it("that was answered asks nothing", () => {
    render(<ApprovalCard asked={asked("approved")} />);
    expect(api.tryJob).not.toHaveBeenCalled();
  });
});

describe("times", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  it.each([
    ["2026-11-29T12:05:30Z", "in 5 min"],
    ["2026-11-29T11:59:48Z", "12 s ago"],
    ["2026-11-29T12:00:00Z", "now"],
  ])("%s", (iso, text) => expect(when(iso, now)).toBe(text));
  it("stand on the clock of their zone", () => {
    expect(zoned("2026-11-30T22:00:00Z", "Asia/Tokyo")).toMatch(/1.*07:00/);
    expect(zoned("2026-11-30T22:00:00Z", "Not/AZone")).toMatch(/30/);
  });
});
