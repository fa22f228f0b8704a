import { signal } from "@preact/signals";
import { read, write } from "../state/storage";
import { Dialog } from "./Dialog";

const OFF = "shortcuts-off";

export const isShortcutsOpen = signal(false);
export const areShortcutsOn = signal(read(OFF) === null);

const LIST: readonly [keys: string, meaning: string][] = [
  ["Enter", "Send the message"],
  ["Shift Enter", "New line"],
  ["n", "New thread"],
  ["/", "Search threads"],
  ["j  k", "Next, previous thread"],
  ["a", "Approvals"],
  ["i", "Inbox"],
  ["c", "Go to the message box"],
  ["Esc", "Leave the message box, close what is open"],
  ["?", "This list"],
];

export function Shortcuts() {
  return (
    <Dialog
      isOpen={isShortcutsOpen.value}
      title="Keyboard"
      onClose={() => {
        isShortcutsOpen.value = false;
      }}
    >
      <dl class="shortcuts">
        {LIST.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              {keys.split(/\s+/).map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={areShortcutsOn.value}
          onChange={(event) => {
            areShortcutsOn.value = event.currentTarget.checked;
            write(OFF, areShortcutsOn.value ? null : "1");
          }}
        />
        <span>Single-letter shortcuts</span>
      </label>
    </Dialog>
  );
}
