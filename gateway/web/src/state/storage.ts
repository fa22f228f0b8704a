// What the page keeps in this browser: the device's token, drafts, and messages the gateway has not confirmed.

const PREFIX = "daemion.";

/** A string under a name, in memory when the browser refuses to store (private windows, full disk). */
const memory = new Map<string, string>();

export function read(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name) ?? memory.get(name) ?? null;
  } catch {
    return memory.get(name) ?? null;
  }
}

export function write(name: string, value: string | null): void {
  if (value === null) {
    memory.delete(name);
  } else {
    memory.set(name, value);
  }
  try {
    if (value === null) {
      localStorage.removeItem(PREFIX + name);
    } else {
      localStorage.setItem(PREFIX + name, value);
    }
  } catch {
    // Kept in memory for as long as this page lives.
  }
}

/** Names that start with `prefix`, without the page's own prefix. */
export function names(prefix: string): string[] {
  const found = new Set([...memory.keys()].filter((name) => name.startsWith(prefix)));
  try {
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i);
      if (key?.startsWith(PREFIX + prefix)) {
        found.add(key.slice(PREFIX.length));
      }
    }
  } catch {
    // Memory is all there is.
  }
  return [...found];
}

export function readJson<T>(name: string): T | null {
  const text = read(name);
  if (text === null) {
    return null;
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    return null;
  }
}

export function writeJson(name: string, value: unknown): void {
  write(name, value === null ? null : JSON.stringify(value));
}
