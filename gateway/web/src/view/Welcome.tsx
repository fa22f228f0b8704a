import { CalendarClock, FolderSearch, HelpCircle, ListChecks } from "lucide-preact";
import { send } from "../state/sending";
import { Mark } from "./Mark";

const SUGGESTIONS = [
  { icon: HelpCircle, title: "What can you do?", detail: "A short tour, with examples" },
  { icon: FolderSearch, title: "List the files in my workspace", detail: "Uses a read-only tool" },
  { icon: ListChecks, title: "Show my status and costs", detail: "What runs, what it cost today" },
  { icon: CalendarClock, title: "Which tools do you have?", detail: "And which of them ask first" },
];

/** A new thread: a hello, and first messages that the built-in agent understands without any model. */
export function Welcome() {
  return (
    <div class="welcome">
      <Mark size={64} />
      <h2>What shall we do?</h2>
      <p>Ask in plain words. Daemion shows every step it takes and asks before anything risky.</p>
      <ul class="suggestions">
        {SUGGESTIONS.map(({ icon: Icon, title, detail }) => (
          <li key={title}>
            <button type="button" class="suggestion" onClick={() => send(title, [])}>
              <Icon size={20} aria-hidden="true" />
              <span>
                <strong>{title}</strong>
                <span>{detail}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
