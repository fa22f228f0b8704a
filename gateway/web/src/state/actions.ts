// Buttons on messages: the active actions. Some the page does itself, the others are prompts that are sent.
import { computed } from "@preact/signals";
import type { Extension } from "../api/types";
import { fill } from "../prompt";
import { conversation } from "./conversation";
import { saveDraft } from "./drafts";
import { extensions, flags } from "./extensions";
import { isLocal, textOf, type ViewTurn } from "./fold";
import { openThread, openThreadId } from "./route";
import { send } from "./sending";
import { currentThread, forkThread } from "./threads";

const CLIENT = ["copy", "edit", "regenerate", "fork"] as const;
export type ClientAction = (typeof CLIENT)[number];

export interface Action {
  name: string;
  label: string;
  icon: string;
  description: string;
  appliesTo: "assistant" | "user" | "any";
  isLastOnly: boolean;
  /** Done by the page; null for one that sends its handler. */
  client: ClientAction | null;
  handler: string;
}

/** What the page does itself comes first, in a fixed order. */
export const actions = computed<readonly Action[]>(() =>
  extensions.value.flatMap(actionOf).toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1)),
);

/** The newest messages of each side; what holds for the newest only is shown on these. */
const newest = computed(() => {
  const { turns } = conversation.value;
  const last = (role: string) => turns.findLast((turn) => turn.role === role)?.id;
  return `${last("user")} ${last("assistant")}`;
});

export function actionsFor(turn: ViewTurn): readonly Action[] {
  if (isLocal(turn) || (turn.role !== "user" && turn.role !== "assistant")) {
    return [];
  }
  return actions.value.filter(
    (action) =>
      (action.appliesTo === "any" || action.appliesTo === turn.role) &&
      (!action.isLastOnly || newest.value.split(" ").includes(turn.id)) &&
      (action.client !== "copy" || textOf(turn) !== "") &&
      (action.client !== "edit" || turn.role === "user") &&
      (action.client !== "regenerate" || turn.role === "assistant") &&
      (action.client !== null || textOf(turn) !== ""),
  );
}

/** Everything but copying, which needs the button to say that it worked. */
export function perform(action: Action, turn: ViewTurn, selection: string): void {
  const threadId = openThreadId.value;
  switch (action.client) {
    case "copy":
      break;
    case "fork":
      if (threadId !== null) {
        void forkThread(threadId, turn.id);
      }
      break;
    case "edit":
      void edit(turn, threadId);
      break;
    case "regenerate":
      regenerate(turn);
      break;
    case null:
      send(promptOf(action, turn, selection), []);
  }
}

export function promptOf(action: Action, turn: ViewTurn, selection: string, now = new Date()): string {
  const thread = currentThread.value;
  return fill(action.handler, {
    message: { content: textOf(turn), id: turn.id },
    selection,
    thread: { id: thread?.id ?? "", title: thread?.title ?? "" },
    now: now.toISOString(),
    today: now.toLocaleDateString("sv"),
    flags: flags.value,
  }).trim();
}

/** What was said stays as it was: the words go into the box of a thread that ends just before them. */
async function edit(turn: ViewTurn, threadId: string | null): Promise<void> {
  const { turns } = conversation.value;
  const before = turns[turns.findIndex((shown) => shown.id === turn.id) - 1];
  if (threadId === null || before === undefined) {
    openThread(null);
  } else if (!(await forkThread(threadId, before.id))) {
    return;
  }
  saveDraft(openThreadId.value, textOf(turn), { isShown: true });
}

/** Says again what this answer was for. */
function regenerate(turn: ViewTurn): void {
  const { turns } = conversation.value;
  const index = turns.findIndex((shown) => shown.id === turn.id);
  const question = turns.slice(0, index).findLast((shown) => shown.role === "user");
  if (question !== undefined) {
    send(
      textOf(question),
      question.parts.filter((part) => part.type === "attachment"),
    );
  }
}

const rank = ({ client }: Action) => (client === null ? CLIENT.length : CLIENT.indexOf(client));

function actionOf(extension: Extension): Action[] {
  if (extension.type !== "action" || extension.status !== "active" || !extension.enabled) {
    return [];
  }
  const { label, icon, appliesTo, lastOnly, handler, client } = extension.definition as Record<string, unknown>;
  const known = CLIENT.find((name) => name === client) ?? null;
  if (typeof label !== "string" || (known === null && typeof handler !== "string")) {
    return [];
  }
  return [
    {
      name: extension.name,
      label,
      icon: typeof icon === "string" ? icon : "",
      description: extension.description,
      appliesTo: appliesTo === "user" || appliesTo === "any" ? appliesTo : "assistant",
      isLastOnly: lastOnly === true,
      client: known,
      handler: typeof handler === "string" ? handler : "",
    },
  ];
}
