import { ArrowLeft, ChevronRight, Square } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { Run } from "../api/types";
import { Markdown } from "../markdown/Markdown";
import { approvals } from "../state/approvals";
import { JOBS, jobAddress, place, threadAddress } from "../state/route";
import { api } from "../state/session";
import { complain } from "../state/threads";
import { ApprovalCard } from "./ApprovalCard";
import { Loading } from "./Loading";
import { useLive } from "./live";
import { PaneHead } from "./PaneHead";
import { pretty, sentence } from "./pretty";
import { firedBy, isOpen, RunState } from "./RunFacts";
import { IoBlock, Step } from "./Step";
import { dollars, duration, exactly } from "./time";

const ON_TIME_MILLIS = 2_000;

const CHAT_MILLIS = 1_500;

/** A run that explains itself: what fired it, what it did step by step, what came of it and what it cost. */
export function RunPane() {
  const { id } = place.value;
  return id === null ? <Absent /> : <RunPage key={id} id={id} />;
}

function RunPage({ id }: { id: string }) {
  const [run, setRun] = useState<Run | null>(null);
  const [isGone, setGone] = useState(false);
  const look = async () => {
    try {
      setRun(await api.run(id));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) {
        throw error;
      }
      setGone(true);
    }
  };
  const trouble = useLive(look, (news) => news?.runId === id, id);
  // Of a chat's run only those hear who look at its thread.
  useEffect(() => {
    if (run === null || run.kind === "job" || !isOpen(run.status)) {
      return;
    }
    const timer = setTimeout(() => void look().catch(() => undefined), CHAT_MILLIS);
    return () => clearTimeout(timer);
  }, [run]);
  if (isGone) {
    return <Absent />;
  }
  const waiting = [...approvals.value.values()].filter(
    (approval) => approval.run_id === id && approval.status === "pending",
  );
  const cancel = async () => {
    try {
      await api.cancelRun(id);
      await look();
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      <Head run={run} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Run">
        {run === null && (
          <div class="log-content">
            <Loading trouble={trouble} />
          </div>
        )}
        {run !== null && (
          <article class="log-content run" aria-label="What happened">
            <p class="extension-facts" role="status">
              <RunState status={run.status} />
              {run.kind === "job" && run.version !== null && <span class="quiet">version {run.version}</span>}
            </p>
            {run.error !== null && (
              <p class="callout callout-bad">
                <span>{sentence(run.error)}</span>
              </p>
            )}
            {waiting.map((approval) => (
              <ApprovalCard key={approval.id} asked={approval} />
            ))}
            {isOpen(run.status) && (
              <div class="extension-actions">
                <button type="button" class="button" onClick={() => void cancel()}>
                  <Square size={16} />
                  Cancel
                </button>
              </div>
            )}
            <Facts run={run} />
            <section aria-labelledby="run-steps">
              <h2 id="run-steps">Steps</h2>
              {run.steps.length === 0 ? (
                <p class="quiet">{isOpen(run.status) ? "None yet." : "It called no tool."}</p>
              ) : (
                <ol class="steps">
                  {run.steps.map((step) => (
                    <li key={step.tool_call_id}>
                      <Step step={step} isRunning={isOpen(run.status)} />
                    </li>
                  ))}
                </ol>
              )}
            </section>
            <Payload payload={run.payload} />
            {run.model !== null && run.model !== "direct" && <Told key={run.status} id={id} />}
            {run.output !== null && run.output !== "" && (
              <section aria-labelledby="run-output">
                <h2 id="run-output">What came of it</h2>
                <Markdown text={run.output} />
              </section>
            )}
          </article>
        )}
      </section>
    </>
  );
}

/** What the trigger brought along: the file, the delivery, the event. */
function Payload({ payload }: { payload: Run["payload"] }) {
  return payload === null || Object.keys(payload).length === 0 ? null : (
    <details class="fold">
      <summary>
        <ChevronRight class="fold-arrow" size={16} aria-hidden="true" />
        What it came with
      </summary>
      <div class="fold-body">
        <IoBlock title="Came with" text={pretty(payload)} />
      </div>
    </details>
  );
}

/** What the model was told, word for word; looked up when somebody wants to see it. */
function Told({ id }: { id: string }) {
  const [text, setText] = useState<string | null>(null);
  const look = async () => {
    try {
      setText(pretty(await api.runContext(id)));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        setText("It was given to no model yet.");
      } else {
        complain(error);
      }
    }
  };
  return (
    <details
      class="fold"
      onToggle={(event) => {
        if (event.currentTarget.open && text === null) {
          void look();
        }
      }}
    >
      <summary>
        <ChevronRight class="fold-arrow" size={16} aria-hidden="true" />
        What the model was told
      </summary>
      <div class="fold-body">
        {text === null ? <p class="quiet">Loading…</p> : <IoBlock title="Told" text={text} />}
      </div>
    </details>
  );
}

function Head({ run }: { run: Run | null }) {
  const job = run?.job ?? null;
  return (
    <PaneHead>
      <a
        class="icon-button"
        href={job === null ? JOBS : jobAddress(job)}
        aria-label={job === null ? "Back to all jobs" : `Back to ${job}`}
      >
        <ArrowLeft size={20} />
      </a>
      <h1 class="pane-title">{run === null ? "Run" : `Run of ${job ?? "a chat"}`}</h1>
    </PaneHead>
  );
}

function Facts({ run }: { run: Run }) {
  const facts: [string, string | null][] = [
    ["fired by", firedBy(run.trigger)],
    ["due", run.planned_at === null ? null : exactly(run.planned_at)],
    ["started", started(run)],
    ["ended", run.finished_at === null ? null : exactly(run.finished_at)],
    [
      "took",
      run.started_at === null || run.finished_at === null
        ? null
        : duration(Date.parse(run.finished_at) - Date.parse(run.started_at)),
    ],
    ["try", run.attempt > 1 ? String(run.attempt) : null],
    ["agent", run.agent_id],
    ["model", run.model],
    ["cost", run.cost_usd === null ? (isOpen(run.status) ? null : "unknown") : dollars(run.cost_usd)],
    [
      "tokens",
      run.tokens === null || run.tokens.input_tokens + run.tokens.output_tokens === 0
        ? null
        : `${run.tokens.input_tokens} in, ${run.tokens.output_tokens} out`,
    ],
  ];
  return (
    <dl class="card-facts">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
      <div>
        <dt>thread</dt>
        <dd>
          <a href={threadAddress(run.thread_id)}>Open it</a>
        </dd>
      </div>
    </dl>
  );
}

function started({ planned_at, started_at }: Run): string | null {
  if (started_at === null) {
    return null;
  }
  const late = planned_at === null ? 0 : Date.parse(started_at) - Date.parse(planned_at);
  return late > ON_TIME_MILLIS ? `${exactly(started_at)}, ${duration(late)} late` : exactly(started_at);
}

function Absent() {
  return (
    <>
      <Head run={null} />
      <p class="nothing-waits">This run is not there any more.</p>
    </>
  );
}
