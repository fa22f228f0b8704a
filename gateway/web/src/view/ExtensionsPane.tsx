import { ArrowLeft, Search } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { Extension } from "../api/types";
import { extensions, hasLoadedExtensions, loadExtensions } from "../state/extensions";
import { EXTENSIONS, place } from "../state/route";
import { ExtensionPage } from "./ExtensionPage";
import { Loading } from "./Loading";
import { PaneHead } from "./PaneHead";

const TYPES = [
  "command",
  "job",
  "agent",
  "theme",
  "widget",
  "action",
  "capability",
  "control",
  "integration",
  "renderer",
  "app",
  "artifact",
];

/** Everything Daemion is made of besides its kernel, and one of it when it is opened. */
export function ExtensionsPane() {
  useEffect(() => void loadExtensions(), []);
  const { id } = place.value;
  const opened = extensions.value.find((extension) => extension.id === id);
  return (
    <>
      <PaneHead>
        {id !== null && (
          <a class="icon-button" href={EXTENSIONS} aria-label="Back to all extensions">
            <ArrowLeft size={20} />
          </a>
        )}
        <h1 class="pane-title">{opened === undefined ? "Extensions" : opened.name}</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Extensions">
        <div class="log-content">
          {id === null ? (
            <Library />
          ) : opened === undefined ? (
            <Missing />
          ) : (
            <ExtensionPage key={id} extension={opened} />
          )}
        </div>
      </section>
    </>
  );
}

function Missing() {
  return hasLoadedExtensions.value ? <p class="nothing-waits">This extension is not there any more.</p> : <Loading />;
}

function Library() {
  const [words, setWords] = useState("");
  const [type, setType] = useState("");
  const shown = extensions.value.filter((extension) => fits(extension, words, type));
  return (
    <>
      <div class="library-filter">
        <div class="search">
          <Search size={16} aria-hidden="true" />
          <input
            type="search"
            placeholder="Search extensions"
            aria-label="Search extensions"
            value={words}
            onInput={(event) => setWords(event.currentTarget.value)}
          />
        </div>
        <select
          aria-label="Type"
          class="library-type"
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
        >
          <option value="">All types</option>
          {TYPES.map((name) => (
            <option key={name} value={name}>
              {name}s
            </option>
          ))}
        </select>
      </div>
      {!hasLoadedExtensions.value && shown.length === 0 && <Loading />}
      {shown.length === 0 && hasLoadedExtensions.value && (
        <div class="nothing-waits">
          <p>Nothing fits.</p>
          <p class="quiet">
            Ask for what you miss in chat, such as “make me a command /today that lists today's threads”.
          </p>
        </div>
      )}
      <ul class="library">
        {shown.map((extension) => (
          <li key={extension.id}>
            <a class="library-item" href={`${EXTENSIONS}/${extension.id}`}>
              <span class="library-name">
                {extension.name} <span class="quiet">{extension.type}</span>
              </span>
              <span class="library-about">{extension.description}</span>
              <Status extension={extension} />
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Status({ extension }: { extension: Extension }) {
  return (
    <span class="library-status" data-status={extension.status}>
      {extension.status}
      {extension.source === "built-in"
        ? ""
        : ` · ${extension.source === "agent" ? `by ${extension.owner_agent_id ?? "an agent"}` : extension.source}`}
    </span>
  );
}

function fits(extension: Extension, words: string, type: string): boolean {
  const text = `${extension.name} ${extension.description}`.toLowerCase();
  return (
    (type === "" || extension.type === type) &&
    words
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word))
  );
}
