// How content of a type is shown: the active renderers, by what they take and by their name.
import { computed } from "@preact/signals";
import type { Extension } from "../api/types";
import { extensions } from "./extensions";

export interface Renderer {
  name: string;
  contentType: string;
  version: number;
  /** Declarative view; null for one that brings a document of its own. */
  template: unknown;
  /** That document; null for a declarative one. */
  sandbox: string | null;
  /** What its scripts find there. */
  libraries: readonly string[];
}

/** What people write after the three backticks, for the types that have a short name. */
const SHORT: Readonly<Record<string, string>> = {
  diff: "text/x-diff",
  patch: "text/x-diff",
  csv: "text/csv",
  mermaid: "text/vnd.mermaid",
};

const byKey = computed<ReadonlyMap<string, Renderer>>(() => {
  const found = new Map<string, Renderer>();
  for (const extension of extensions.value) {
    const renderer = rendererOf(extension);
    if (renderer !== null) {
      found.set(renderer.name, renderer);
      // A person's own comes before one that came along.
      if (!found.has(renderer.contentType) || extension.source !== "built-in") {
        found.set(renderer.contentType, renderer);
      }
    }
  }
  return found;
});

/** By content type or by name; null when none of the active ones takes it. */
export const rendererFor = (key: string): Renderer | null => byKey.value.get(key) ?? null;

/** The renderer of a block of code by the word after its backticks; null for a programming language. */
export function rendererOfBlock(word: string): Renderer | null {
  const type = SHORT[word] ?? (word.includes("/") ? word : null);
  return type === null ? null : rendererFor(type);
}

function rendererOf(extension: Extension): Renderer | null {
  if (extension.type !== "renderer" || extension.status !== "active" || !extension.enabled) {
    return null;
  }
  const { contentType, template, sandbox, libraries } = extension.definition as Record<string, unknown>;
  return typeof contentType === "string"
    ? {
        name: extension.name,
        contentType,
        version: extension.version,
        template: template ?? null,
        sandbox: typeof sandbox === "string" ? sandbox : null,
        libraries: Array.isArray(libraries) ? libraries.map(String) : [],
      }
    : null;
}
