// Values of a declarative view: written in it, or bound to its data by JSON Pointer (RFC 6901). Nothing here calls
// anything: a view is text from an agent or a person, and data from anywhere.

/** What a view is drawn from: the whole data, and the item of the list around it. */
export interface Scope {
  root: unknown;
  item: unknown;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `{ path }` is a binding; everything else stands for itself. */
export function bound(value: unknown, scope: Scope): unknown {
  return isRecord(value) && typeof value.path === "string" && Object.keys(value).length === 1
    ? at(value.path, scope)
    : value;
}

/**
 * A path from the root begins with a slash; one without is below the item of the list around it, or below the root where
 * there is none. Undefined when nothing is there.
 */
export function at(path: string, scope: Scope): unknown {
  let value = path.startsWith("/") ? scope.root : scope.item;
  if (path === "") {
    return value;
  }
  for (const step of (path.startsWith("/") ? path.slice(1) : path).split("/")) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) {
      value = /^(0|[1-9]\d*)$/.test(key) ? value[Number(key)] : undefined;
    } else {
      value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
  }
  return value;
}

/** As people read it in one place: nothing for nothing, JSON for what has parts. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) {
    return "";
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
