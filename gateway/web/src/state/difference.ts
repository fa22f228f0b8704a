// What changes between two definitions, place by place.
import { isRecord } from "../cards/bind";

/** One place; undefined stands for nothing. */
export interface Difference {
  /** JSON Pointer (RFC 6901). */
  path: string;
  before: unknown;
  after: unknown;
}

const DIFFERENCES_MAX = 200;
const LINES_MAX = 600;

export function differences(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = [];
  compare(before, after, "", found);
  return found;
}

function compare(before: unknown, after: unknown, path: string, found: Difference[]): void {
  if (found.length >= DIFFERENCES_MAX || JSON.stringify(before) === JSON.stringify(after)) {
    return;
  }
  const isBoth = (test: (value: unknown) => boolean) => test(before) && test(after);
  if (!isBoth(isRecord) && !isBoth(Array.isArray)) {
    found.push({ path, before, after });
    return;
  }
  const [left, right] = [before as Record<string, unknown>, after as Record<string, unknown>];
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    compare(left[key], right[key], `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, found);
  }
}

/** As a unified diff without its head; null when the texts are too long for it. */
export function lineDiff(before: string, after: string): string | null {
  const [left, right] = [before.split("\n"), after.split("\n")];
  if (left.length > LINES_MAX || right.length > LINES_MAX) {
    return null;
  }
  // Length of the longest common subsequence of what follows each pair of places.
  const common = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  const at = (i: number, j: number) => common[i]?.[j] ?? 0;
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      (common[i] as Uint16Array)[j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      lines.push(` ${left[i]}`);
      i++;
      j++;
    } else if (j >= right.length || (i < left.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`-${left[i++]}`);
    } else {
      lines.push(`+${right[j++]}`);
    }
  }
  return lines.join("\n");
}
