import { ChevronRight, CircleCheck, CircleX, LoaderCircle, PauseCircle } from "lucide-preact";
import type { StepPart } from "../api/types";
import { CopyButton } from "../markdown/CodeBlock";
import { oneLine, pretty } from "./pretty";
import { duration } from "./time";

/** One tool call: a line that says what and how it went, and behind it exactly what went in and came out. */
export function Step({ step, isRunning }: { step: StepPart; isRunning: boolean }) {
  const state = step.is_error ? "failed" : step.output !== null ? "done" : isRunning ? "running" : "interrupted";
  const input = pretty(step.input);
  return (
    <details class="fold step" data-state={state}>
      <summary>
        <ChevronRight class="fold-arrow" size={16} aria-hidden="true" />
        <StateIcon state={state} />
        <span class="step-tool">{step.tool}</span>
        <span class="step-brief">{oneLine(step.input)}</span>
        <span class="step-time">
          {step.duration_ms === null ? (state === "running" ? "running" : "") : duration(step.duration_ms)}
        </span>
      </summary>
      <div class="fold-body">
        <IoBlock title="Input" text={input} />
        {step.output !== null && (
          <IoBlock title={step.is_error ? "Error" : "Output"} text={step.output === "" ? "(nothing)" : step.output} />
        )}
        {step.output_hash && <p class="quiet">The whole output was longer; this is its beginning.</p>}
        {state === "interrupted" && <p class="quiet">This call was cut off. It is not repeated by itself.</p>}
      </div>
    </details>
  );
}

function StateIcon({ state }: { state: string }) {
  switch (state) {
    case "running":
      return <LoaderCircle class="spin" size={16} aria-label="running" />;
    case "failed":
      return <CircleX class="bad" size={16} aria-label="failed" />;
    case "interrupted":
      return <PauseCircle size={16} aria-label="interrupted" />;
    default:
      return <CircleCheck class="good" size={16} aria-label="done" />;
  }
}

export function IoBlock({ title, text }: { title: string; text: string }) {
  return (
    <figure class="io">
      <figcaption>
        <span>{title}</span>
        <CopyButton text={text} label={`Copy ${title.toLowerCase()}`} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}
