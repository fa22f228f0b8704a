// What exists besides the kernel: loaded once, kept fresh by extension-changed frames.
import { computed, signal } from "@preact/signals";
import { ApiError } from "../api/client";
import type { Extension, ExtensionVersion } from "../api/types";
import { tell } from "./notice";
import { api } from "./session";

const PAGES_MAX = 50;
const REFRESH_AFTER_MILLIS = 150;

export const extensions = signal<readonly Extension[]>([]);
export const hasLoadedExtensions = signal(false);
/** Grows with every change, so that what shows one extension knows when to look again. */
export const extensionChanges = signal(0);

export interface Command {
  prefix: string;
  name: string;
  description: string;
  args: readonly string[];
}

/** What can be typed now, by prefix and name; agents are addressed with @. */
export const commands = computed<readonly Command[]>(() => {
  const active = extensions.value.filter((extension) => extension.status === "active" && extension.enabled);
  const typed = active.filter((extension) => extension.type === "command").map(commandOf);
  const named = new Set(typed.map((command) => command.prefix + command.name));
  const agents = active
    .filter((extension) => extension.type === "agent" && !named.has(`@${extension.name}`))
    .map((agent) => ({ prefix: "@", name: agent.name, description: agent.description, args: [] }));
  return [...typed, ...agents].toSorted((a, b) => (a.prefix + a.name < b.prefix + b.name ? -1 : 1));
});

/** Which flags are on, by the name of their control and by what follows its "flag-". */
export const flags = computed<Readonly<Record<string, boolean>>>(() => {
  const known = extensions.value.filter(
    (extension) =>
      extension.type === "control" &&
      extension.status === "active" &&
      extension.enabled &&
      extension.definition.kind === "flag",
  );
  const isOn = (extension: Extension) => extension.definition.value === true;
  return Object.fromEntries([
    ...known.map((extension) => [extension.name.replace(/^flag-/, ""), isOn(extension)]),
    ...known.map((extension) => [extension.name, isOn(extension)]),
  ]);
});

function commandOf(extension: Extension): Command {
  const { prefix, args } = extension.definition as { prefix?: unknown; args?: unknown };
  return {
    prefix: typeof prefix === "string" ? prefix : "/",
    name: extension.name,
    description: extension.description,
    args: Array.isArray(args) ? args.map(String) : [],
  };
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** Many changes at once, such as a reseed, are one look. */
export function extensionChanged(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void loadExtensions(), REFRESH_AFTER_MILLIS);
}

export async function loadExtensions(): Promise<void> {
  try {
    const all: Extension[] = [];
    let page = await api.extensions();
    all.push(...page.items);
    for (let pages = 1; page.next !== null && pages < PAGES_MAX; pages++) {
      page = await api.extensionsAt(page.next);
      all.push(...page.items);
    }
    extensions.value = all;
    hasLoadedExtensions.value = true;
    extensionChanges.value++;
  } catch {
    // The list shows what it knows; the next connection asks again.
  }
}

export async function versionsOf(id: string): Promise<ExtensionVersion[]> {
  return api.extensionHistory(id);
}

export async function toggleExtension(extension: Extension, enabled: boolean): Promise<void> {
  await attempt(async () => {
    await api.toggleExtension(extension.id, enabled);
    tell(`${extension.name} is ${enabled ? "enabled" : "disabled"}.`, {
      label: "Undo",
      act: () => void attempt(() => api.toggleExtension(extension.id, !enabled)),
    });
  });
}

export async function revertExtension(
  extension: Extension,
  to: { version: number } | { change: number },
): Promise<void> {
  await attempt(async () => {
    await api.revertExtension(extension.id, to);
    tell(
      "version" in to
        ? `Version ${to.version} of ${extension.name} is in force again.`
        : `${extension.name} stands as before.`,
      {
        label: "Undo",
        act: () => void attempt(() => api.revertExtension(extension.id, { version: extension.version })),
      },
    );
  });
}

/** Out of every list; its last change brings it back. */
export async function deleteExtension(extension: Extension): Promise<boolean> {
  return attempt(async () => {
    const versions = await api.extensionHistory(extension.id);
    const last = Math.max(...versions.flatMap((version) => version.changes.map((change) => change.change)));
    await api.deleteExtension(extension.id);
    tell(`${extension.name} is deleted.`, {
      label: "Undo",
      act: () => void attempt(() => api.revertExtension(extension.id, { change: last })),
    });
  });
}

/** Stores a changed definition; what is wrong with it as sentences, none when it is stored. */
export async function saveDefinition(extension: Extension, text: string): Promise<string[]> {
  let definition: unknown;
  try {
    definition = JSON.parse(text);
  } catch (error) {
    return [`This is no JSON: ${error instanceof Error ? error.message : String(error)}`];
  }
  try {
    await api.changeExtension(extension.id, definition, extension.version);
    await loadExtensions();
    return [];
  } catch (error) {
    return error instanceof ApiError ? error.findings : [String(error)];
  }
}

async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    await loadExtensions();
    return true;
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return false;
  }
}
