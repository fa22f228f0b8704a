// Tool inputs, as people read them.

const BRIEF_LENGTH_MAX = 120;
/** What a tool call is mostly about, most telling first. */
const TELLING = ["command", "file_path", "pattern", "query", "url", "path", "name", "title", "id"];

export function pretty(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
}

/** The one value that tells what a call does: the command, the path, the address. */
export function oneLine(input: unknown): string {
  if (typeof input === "string") {
    return cut(input);
  }
  if (typeof input !== "object" || input === null) {
    return "";
  }
  const record = input as Record<string, unknown>;
  const telling = TELLING.find((name) => typeof record[name] === "string" && record[name] !== "");
  if (telling !== undefined) {
    return cut(String(record[telling]));
  }
  const first = Object.values(record).find((value) => typeof value === "string");
  return typeof first === "string" ? cut(first) : "";
}

/** The gateway's own words as they stand at the beginning of a line. */
export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export { isRecord } from "../cards/bind";

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > BRIEF_LENGTH_MAX ? `${line.slice(0, BRIEF_LENGTH_MAX - 1)}…` : line;
}
