const SAFE = new Set(["http:", "https:", "mailto:"]);

/** The address of a link when following it can do no harm by itself, else null. Relative ones have no meaning here. */
export function safeHref(href: string): string | null {
  try {
    const url = new URL(href);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}
