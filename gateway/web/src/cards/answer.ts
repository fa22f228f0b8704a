import { send } from "../state/sending";
import { shown } from "./bind";
import type { OnEvent } from "./View";

/** A tap on a card says its words in the thread, with what was filled in. */
export const answerCard: OnEvent = (_event, label, values) => {
  const lines = Object.entries(values).map(([name, value]) => `- ${name}: ${shown(value)}`);
  send([label, ...(lines.length > 0 ? ["", ...lines] : [])].join("\n"), []);
};
