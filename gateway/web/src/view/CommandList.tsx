import { type Command, commands } from "../state/extensions";
import { nearest } from "../state/nearest";

const SHOWN_MAX = 8;
const GUESSED_MAX = 3;

export interface Found {
  commands: readonly Command[];
  /** True when none begins like this: then they are what may be meant. */
  isGuess: boolean;
}

const NONE: Found = { commands: [], isGuess: false };

/** What the first word of a message may become; nothing when it is none of the prefixes or the word is complete. */
export function matching(text: string): Found {
  const word = /^([/@!#])([A-Za-z0-9-]*)$/.exec(text);
  if (word === null) {
    return NONE;
  }
  const [, prefix = "", begun = ""] = word;
  const wanted = begun.toLowerCase();
  const known = commands.value.filter((command) => command.prefix === prefix);
  const fitting = known.filter((command) => command.name.startsWith(wanted));
  if (fitting.length > 0) {
    return { commands: fitting.slice(0, SHOWN_MAX), isGuess: false };
  }
  // What follows ! and # is the text itself, not a name.
  const meant = prefix === "!" || prefix === "#" ? [] : nearest(wanted, known, ({ name }) => name, GUESSED_MAX);
  return { commands: meant, isGuess: meant.length > 0 };
}

/** How a command continues once it is chosen: after ! and # comes the text itself. */
export const completed = (command: Command) =>
  command.prefix === "!" || command.prefix === "#" ? command.prefix : `${command.prefix}${command.name} `;

export const COMMAND_LIST = "command-list";

/** The commands that fit what is typed, as a list box of the message box. */
export function CommandList(props: { found: Found; chosen: number; onChoose: (command: Command) => void }) {
  const { commands: found, isGuess } = props.found;
  if (found.length === 0) {
    return null;
  }
  return (
    <div class="command-list">
      {isGuess && <p class="command-hint">Nothing is called so. Did you mean:</p>}
      <div id={COMMAND_LIST} role="listbox" aria-label={isGuess ? "Did you mean" : "Commands"}>
        {found.map((command, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the message box keeps the focus and names the active option
          // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are handled by the message box
          <div
            key={command.prefix + command.name}
            id={`${COMMAND_LIST}-${index}`}
            role="option"
            aria-selected={index === props.chosen}
            class="command-option"
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => props.onChoose(command)}
          >
            <span class="command-name">
              {command.prefix}
              {command.prefix === "!" || command.prefix === "#" ? "…" : command.name}
              {command.args.length > 0 && command.prefix === "/" && <span class="quiet"> {usage(command.args)}</span>}
            </span>
            <span class="command-about">{command.description}</span>
          </div>
        ))}
      </div>
    </div>
  );
}

/** name, name?, name=value as <name>, [name], [name=value]. */
const usage = (args: readonly string[]) =>
  args
    .map((argument) =>
      argument.endsWith("?")
        ? `[${argument.slice(0, -1)}]`
        : argument.includes("=")
          ? `[${argument}]`
          : `<${argument}>`,
    )
    .join(" ");
