import {
  Bookmark,
  BookOpen,
  Bug,
  Check,
  Clock,
  Copy,
  FileText,
  GitFork,
  Languages,
  Lightbulb,
  List,
  type LucideIcon,
  Mail,
  MessageSquare,
  MoreHorizontal,
  Pencil,
  RefreshCw,
  Search,
  Sparkles,
  Star,
  Wand,
} from "lucide-preact";
import type { ComponentChildren } from "preact";
import { CopyButton } from "../markdown/CodeBlock";
import { type Action, actionsFor, perform } from "../state/actions";
import { textOf, type ViewTurn } from "../state/fold";
import { Menu } from "./Menu";

/** Icons that an action may name; they are part of the page, so there are few. */
const ICONS: Readonly<Record<string, LucideIcon>> = {
  "book-open": BookOpen,
  bookmark: Bookmark,
  bug: Bug,
  check: Check,
  clock: Clock,
  copy: Copy,
  "file-text": FileText,
  "git-fork": GitFork,
  languages: Languages,
  lightbulb: Lightbulb,
  list: List,
  mail: Mail,
  "message-square": MessageSquare,
  pencil: Pencil,
  "refresh-cw": RefreshCw,
  search: Search,
  sparkles: Sparkles,
  star: Star,
  wand: Wand,
};

/** What can be done with a message: the page's own deeds as buttons, prompts in a menu. */
export function TurnActions({ turn }: { turn: ViewTurn }) {
  const all = actionsFor(turn);
  const prompts = all.filter(({ client }) => client === null);
  return (
    <span class="turn-actions">
      {all.map((action) =>
        action.client === "copy" ? (
          <CopyButton key={action.name} text={textOf(turn)} label={action.label} />
        ) : action.client === null ? null : (
          <button
            key={action.name}
            type="button"
            class="icon-button icon-button-small"
            aria-label={action.label}
            title={action.description}
            onClick={() => perform(action, turn, "")}
          >
            {icon(action, 15)}
          </button>
        ),
      )}
      {prompts.length > 0 && (
        <Menu
          label="More to do with this message"
          icon={<MoreHorizontal size={15} />}
          isSmall
          items={prompts.map((action) => ({
            label: action.label,
            icon: icon(action, 16),
            act: () => perform(action, turn, selectionIn(turn)),
          }))}
        />
      )}
    </span>
  );
}

function icon(action: Action, size: number): ComponentChildren {
  const Icon = ICONS[action.icon];
  if (Icon !== undefined) {
    return <Icon size={size} aria-hidden="true" />;
  }
  // An emoji stands for itself; a name this page has no picture for does not.
  return action.icon === "" || /^[\w-]+$/.test(action.icon) ? (
    <Sparkles size={size} aria-hidden="true" />
  ) : (
    <span class="emoji" aria-hidden="true">
      {action.icon}
    </span>
  );
}

/** What is marked of this very message. */
function selectionIn(turn: ViewTurn): string {
  const selection = getSelection();
  const element = selection?.anchorNode?.parentElement?.closest<HTMLElement>("[data-turn]");
  return element?.dataset.turn === turn.id ? String(selection).trim() : "";
}
