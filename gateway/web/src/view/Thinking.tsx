import { Brain, ChevronRight } from "lucide-preact";

export function Thinking({ text, isRunning }: { text: string; isRunning: boolean }) {
  return (
    <details class="fold thinking" data-running={isRunning}>
      <summary>
        <ChevronRight class="fold-arrow" size={16} aria-hidden="true" />
        <Brain size={16} aria-hidden="true" />
        <span>{isRunning ? "Thinking…" : "Thoughts"}</span>
      </summary>
      <div class="fold-body thinking-text">{text}</div>
    </details>
  );
}
