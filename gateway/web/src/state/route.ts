// Which thread the address names: #/t/<id>, or a new one. A fragment, so that every address is served by one file.
import { signal } from "@preact/signals";

export const openThreadId = signal<string | null>(parse(location.hash));

export function openThread(id: string | null, options: { replace?: boolean } = {}): void {
  const address = id === null ? "#/" : `#/t/${encodeURIComponent(id)}`;
  if (options.replace) {
    history.replaceState(null, "", address);
  } else if (location.hash !== address) {
    history.pushState(null, "", address);
  }
  openThreadId.value = id;
}

export function followAddress(): void {
  const follow = () => {
    openThreadId.value = parse(location.hash);
  };
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
