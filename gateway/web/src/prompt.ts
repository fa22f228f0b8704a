// Prompt templates as the gateway reads them: Mustache over plain values, nothing escaped, nothing called.

type Values = Readonly<Record<string, unknown>>;

const TAG = /\{\{\{\s*([\w.]+)\s*\}\}\}|\{\{\s*([#^/!&]?)\s*([^{}]*?)\s*\}\}/g;
const DEPTH_MAX = 16;

/** `{{a.b}}` a value, `{{#a}}…{{/a}}` when it is there (once per item of a list), `{{^a}}…{{/a}}` when it is not. */
export function fill(template: string, values: Values): string {
  return section(template, [values], 0);
}

function section(template: string, stack: readonly unknown[], depth: number): string {
  let result = "";
  let from = 0;
  TAG.lastIndex = 0;
  for (let tag = next(template, 0); tag !== null; tag = next(template, from)) {
    result += template.slice(from, tag.index);
    from = tag.index + tag[0].length;
    const sign = tag[1] === undefined ? tag[2] : "";
    const name = tag[1] ?? tag[3] ?? "";
    if (sign === "#" || sign === "^") {
      const end = closing(template, name, from);
      const inner = template.slice(from, end.at);
      from = end.after;
      result += depth < DEPTH_MAX ? block(sign, inner, lookup(name, stack), stack, depth + 1) : "";
    } else if (sign !== "!" && sign !== "/") {
      result += text(lookup(name, stack));
    }
  }
  return result + template.slice(from);
}

function block(sign: string, inner: string, value: unknown, stack: readonly unknown[], depth: number): string {
  const isThere = Array.isArray(value) ? value.length > 0 : Boolean(value);
  if (sign === "^") {
    return isThere ? "" : section(inner, stack, depth);
  }
  const items = Array.isArray(value) ? value : isThere ? [value] : [];
  return items.map((item) => section(inner, [item, ...stack], depth)).join("");
}

/** Where a section ends; one that is never closed goes on to the end. */
function closing(template: string, name: string, from: number): { at: number; after: number } {
  let open = 1;
  let tag = next(template, from);
  while (tag !== null) {
    const after = tag.index + tag[0].length;
    if (tag[3] === name && (tag[2] === "#" || tag[2] === "^")) {
      open++;
    } else if (tag[3] === name && tag[2] === "/" && --open === 0) {
      return { at: tag.index, after };
    }
    tag = next(template, after);
  }
  return { at: template.length, after: template.length };
}

function next(template: string, from: number): RegExpExecArray | null {
  TAG.lastIndex = from;
  return TAG.exec(template);
}

/** The nearest value of the first name, and from there along the others. */
function lookup(path: string, stack: readonly unknown[]): unknown {
  if (path === ".") {
    return stack[0];
  }
  const [first = "", ...rest] = path.split(".");
  let value = property(
    stack.find((values) => property(values, first) !== undefined),
    first,
  );
  for (const name of rest) {
    value = property(value, name);
  }
  return value;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;

const text = (value: unknown) =>
  value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
