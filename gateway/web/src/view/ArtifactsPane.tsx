import { Download, Package } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import type { Artifact } from "../api/types";
import {
  artifacts,
  download,
  hasLoadedArtifacts,
  loadArtifacts,
  loadOlderArtifacts,
  olderArtifacts,
} from "../state/artifacts";
import { extensionChanges } from "../state/extensions";
import { EXTENSIONS, threadAddress } from "../state/route";
import { Loading } from "./Loading";
import { PaneHead } from "./PaneHead";
import { size, when } from "./time";

/** What agents made and kept: to find again and to take along. */
export function ArtifactsPane() {
  const changes = extensionChanges.value;
  useEffect(() => void loadArtifacts(), [changes]);
  return (
    <>
      <PaneHead>
        <h1 class="pane-title">Artifacts</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Artifacts">
        <div class="log-content">
          {!hasLoadedArtifacts.value && artifacts.value.length === 0 && <Loading />}
          {artifacts.value.length === 0 && hasLoadedArtifacts.value && (
            <div class="nothing-waits">
              <Package size={32} aria-hidden="true" />
              <p>Nothing was made yet.</p>
              <p class="quiet">Reports, tables and pictures that agents keep stand here.</p>
            </div>
          )}
          <ul class="library">
            {artifacts.value.map((artifact) => (
              <li key={artifact.id} class="artifact">
                <Words artifact={artifact} />
                <DownloadButton artifact={artifact} />
              </li>
            ))}
          </ul>
          {olderArtifacts.value !== null && (
            <button type="button" class="button button-quiet older" onClick={() => void loadOlderArtifacts()}>
              Older
            </button>
          )}
        </div>
      </section>
    </>
  );
}

function Words({ artifact }: { artifact: Artifact }) {
  const facts = [
    artifact.mime_type,
    artifact.size === null ? null : size(artifact.size),
    artifact.version > 1 ? `version ${artifact.version}` : null,
    artifact.owner_agent_id === null ? null : `by ${artifact.owner_agent_id}`,
    when(artifact.updated_at),
  ].filter((fact) => fact !== null);
  return (
    <div class="artifact-words">
      <a class="library-name" href={`${EXTENSIONS}/${artifact.id}`}>
        {artifact.name}
      </a>
      <span class="library-about">{artifact.description}</span>
      <span class="quiet">
        {facts.join(" · ")}
        {artifact.thread_id !== null && (
          <>
            {" · "}
            <a href={threadAddress(artifact.thread_id)}>its thread</a>
          </>
        )}
      </span>
    </div>
  );
}

function DownloadButton({ artifact }: { artifact: Artifact }) {
  const [isBusy, setBusy] = useState(false);
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={`Download ${artifact.name}`}
      title="Download"
      disabled={isBusy}
      onClick={async () => {
        setBusy(true);
        await download(artifact);
        setBusy(false);
      }}
    >
      <Download size={20} />
    </button>
  );
}
