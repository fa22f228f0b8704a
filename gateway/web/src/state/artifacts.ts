// What agents made and kept, to be taken along.
import { signal } from "@preact/signals";
import type { Artifact } from "../api/types";
import { api } from "./session";
import { complain } from "./threads";

/** How long the browser may take to begin with a download. */
const KEPT_MILLIS = 60_000;

export const artifacts = signal<readonly Artifact[]>([]);
export const olderArtifacts = signal<string | null>(null);
export const hasLoadedArtifacts = signal(false);

export async function loadArtifacts(): Promise<void> {
  try {
    const page = await api.artifacts();
    artifacts.value = page.items;
    olderArtifacts.value = page.next;
    hasLoadedArtifacts.value = true;
  } catch {
    // The list shows what it knows; the next look asks again.
  }
}

export async function loadOlderArtifacts(): Promise<void> {
  if (olderArtifacts.value === null) {
    return;
  }
  try {
    const page = await api.artifactsAt(olderArtifacts.value);
    artifacts.value = [...artifacts.value, ...page.items];
    olderArtifacts.value = page.next;
  } catch (error) {
    complain(error);
  }
}

/** A link alone could not carry the token, so the bytes are fetched and handed to the browser. */
export async function download(artifact: Artifact): Promise<void> {
  try {
    const { bytes, name } = await api.artifactContent(artifact.id);
    const address = URL.createObjectURL(bytes);
    const link = document.createElement("a");
    link.href = address;
    link.download = name ?? artifact.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), KEPT_MILLIS);
  } catch (error) {
    complain(error);
  }
}
