import { sentence } from "./pretty";

/** In place of what is on its way: shapes when it takes a moment, and why when it cannot be had now. */
export function Loading({ trouble = null }: { trouble?: string | null }) {
  return trouble === null ? (
    <div class="loading" role="status">
      <span class="unseen">Loading…</span>
      <div class="skeleton" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
    </div>
  ) : (
    <p class="callout callout-warn" role="alert">
      <span>{`${sentence(trouble).replace(/(?<![.!?])$/, ".")} This is tried again by itself.`}</span>
    </p>
  );
}
