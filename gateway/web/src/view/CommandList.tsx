import { type Command, commands } from "../state/extensions";

const SHOWN_MAX = 8;

/** What the first word of a message may become; null when it is none of the prefixes or the word is complete. */
export function matching(text: string): readonly Command[] {
  const word = /^([/@!#])([A-Za-z0-9-]*)$/.exec(text);
  if (word === null) {
    return [];
  }
  const [, prefix = "", begun = ""] = word;
  const wanted = begun.toLowerCase();
  return commands.value
    .filter((command) => command.prefix === prefix && command.name.startsWith(wanted))
    .slice(0, SHOWN_MAX);
}

/** How a command continues once it is chosen: after ! and # comes the text itself. */
export const completed = (command: Command) =>
  command.prefix === "!" || command.prefix === "#" ? command.prefix : `${command.prefix}${command.name} `;

export const COMMAND_LIST = "command-list";

/** The commands that fit what is typed, as a list box of the message box. */
export function CommandList(props: {
  found: readonly Command[];
  chosen: number;
  onChoose: (command: Command) => void;
}) {
  if (props.found.length === 0) {
    return null;
  }
  return (
    <div class="command-list" id={COMMAND_LIST} role="listbox" aria-label="Commands">
      {props.found.map((command, index) => (
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
