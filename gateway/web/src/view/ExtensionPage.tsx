import { useEffect, useState } from "preact/hooks";
import type { Extension, ExtensionVersion } from "../api/types";
import { approvals } from "../state/approvals";
import {
  deleteExtension,
  extensionChanges,
  revertExtension,
  saveDefinition,
  toggleExtension,
  versionsOf,
} from "../state/extensions";
import { EXTENSIONS } from "../state/route";
import { ApprovalCard } from "./ApprovalCard";
import { ConfirmDialog } from "./Dialog";
import { Differences } from "./Differences";
import { Permissions } from "./ExtensionDetail";
import { Status } from "./ExtensionsPane";
import { pretty } from "./pretty";
import { IoBlock } from "./Step";
import { ago } from "./time";

/** One extension: what it is, what it may touch, how it came to be so, and the way back. */
export function ExtensionPage({ extension }: { extension: Extension }) {
  const [versions, setVersions] = useState<ExtensionVersion[]>([]);
  const [isDeleting, setDeleting] = useState(false);
  const changes = extensionChanges.value;
  useEffect(() => {
    let isCurrent = true;
    versionsOf(extension.id).then(
      (found) => isCurrent && setVersions(found),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [extension.id, changes]);
  const waiting = [...approvals.value.values()].find(
    (approval) =>
      approval.extension_id === extension.id && approval.kind === "extension" && approval.status === "pending",
  );
  const isDecided = extension.status === "active" || extension.status === "disabled";
  return (
    <article class="extension">
      <p>{extension.description}</p>
      <p class="extension-facts">
        <span class="step-tool">{extension.type}</span> <Status extension={extension} />{" "}
        <span class="quiet">
          version {extension.version}, changed {ago(extension.updated_at)}
        </span>
      </p>
      {waiting !== undefined && <ApprovalCard asked={waiting} />}
      <div class="extension-actions">
        {isDecided && (
          <button type="button" class="button" onClick={() => void toggleExtension(extension, !extension.enabled)}>
            {extension.enabled ? "Disable" : "Enable"}
          </button>
        )}
        <button type="button" class="button button-quiet" onClick={() => setDeleting(true)}>
          Delete…
        </button>
      </div>
      <section aria-label="What it may use">
        <h2>What it may use</h2>
        <Permissions permissions={extension.permissions} />
      </section>
      <section aria-label="Definition">
        <h2>Definition</h2>
        <Definition extension={extension} />
      </section>
      <section aria-label="History">
        <h2>History</h2>
        <ol class="versions">
          {versions.map((version) => (
            <Version key={version.version} version={version} extension={extension} />
          ))}
        </ol>
      </section>
      <ConfirmDialog
        isOpen={isDeleting}
        title={`Delete ${extension.name}?`}
        text="It is gone from every list at once. Its history stays, and it can be brought back."
        confirm="Delete"
        onConfirm={() =>
          void deleteExtension(extension).then((isDone) => {
            if (isDone) {
              location.hash = EXTENSIONS;
            }
          })
        }
        onClose={() => setDeleting(false)}
      />
    </article>
  );
}

function Definition({ extension }: { extension: Extension }) {
  const [text, setText] = useState<string | null>(null);
  const [findings, setFindings] = useState<string[]>([]);
  if (text === null) {
    return (
      <>
        <IoBlock title="" text={pretty(extension.definition)} />
        <button type="button" class="button button-quiet" onClick={() => setText(pretty(extension.definition))}>
          Edit
        </button>
      </>
    );
  }
  const close = () => {
    setText(null);
    setFindings([]);
  };
  return (
    <>
      <textarea
        class="definition"
        aria-label="Definition as JSON"
        spellcheck={false}
        rows={16}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {findings.length > 0 && (
        <div role="alert">
          <ul class="findings">
            {findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        </div>
      )}
      <div class="extension-actions">
        <button
          type="button"
          class="button button-primary"
          onClick={() =>
            void saveDefinition(extension, text).then((wrong) => {
              setFindings(wrong);
              if (wrong.length === 0) {
                close();
              }
            })
          }
        >
          Save
        </button>
        <button type="button" class="button" onClick={close}>
          Cancel
        </button>
      </div>
    </>
  );
}

function Version({ version, extension }: { version: ExtensionVersion; extension: Extension }) {
  const isBack = version.status === "superseded";
  return (
    <li class="version">
      <p>
        <strong>Version {version.version}</strong> <span class="tag">{version.status}</span>{" "}
        <span class="quiet">
          by {version.changed_by}, {ago(version.created_at)}
        </span>
        {isBack && (
          <button
            type="button"
            class="button button-quiet"
            onClick={() => void revertExtension(extension, { version: version.version })}
          >
            Go back to this
          </button>
        )}
      </p>
      {version.version > 1 && <Differences of={version.diff} />}
      <ul class="changes quiet">
        {version.changes.map((change) => (
          <li key={change.change}>
            {change.what} by {change.by}, {ago(change.at)}
          </li>
        ))}
      </ul>
    </li>
  );
}
