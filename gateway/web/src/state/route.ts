// What the address names: a thread (#/t/<id>), the approvals (#/approvals), or a new thread. A fragment, so that every
// address is served by one file.
import { batch, signal } from "@preact/signals";

/** The approvals' address. */
export const APPROVALS = "#/approvals";

export const openThreadId = signal<string | null>(parse(location.hash));
export const isApprovalsOpen = signal(location.hash === APPROVALS);

/** The extensions' address; one of them stands below it. */
export const EXTENSIONS = "#/extensions";
export const isExtensionsOpen = signal(isBelow(EXTENSIONS));
export const openExtensionId = signal<string | null>(extensionIn(location.hash));

function isBelow(address: string): boolean {
  return location.hash === address || location.hash.startsWith(`${address}/`);
}

function extensionIn(hash: string): string | null {
  return /^#\/extensions\/(ext_[0-9a-z]{26})$/.exec(hash)?.[1] ?? null;
}

export function openThread(id: string | null, options: { replace?: boolean } = {}): void {
  go(id === null ? "#/" : `#/t/${encodeURIComponent(id)}`, options);
}

export function openApprovals(): void {
  go(APPROVALS);
}

export function followAddress(): void {
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);
}

export function parse(hash: string): string | null {
  const match = /^#\/t\/([^/?#]{1,200})$/.exec(hash);
  try {
    return match ? decodeURIComponent(match[1] ?? "") : null;
  } catch {
    return null;
  }
}

function go(address: string, options: { replace?: boolean } = {}): void {
  if (options.replace) {
    history.replaceState(null, "", address);
  } else if (location.hash !== address) {
    history.pushState(null, "", address);
  }
  follow();
}

function follow(): void {
  batch(() => {
    openThreadId.value = parse(location.hash);
    isApprovalsOpen.value = location.hash === APPROVALS;
    isExtensionsOpen.value = isBelow(EXTENSIONS);
    openExtensionId.value = extensionIn(location.hash);
  });
}
