import { type Difference, lineDiff } from "../state/difference";
import { Diff } from "./Diff";
import { isRecord } from "./pretty";

/** What changes, each place with what stood there and what will. */
export function Differences({ of }: { of: readonly Difference[] }) {
  return (
    <ul class="differences">
      {of.filter(isSeen).map(({ path, before, after }) => {
        const lines = isLong(before) && isLong(after) ? lineDiff(before, after) : null;
        return (
          <li key={path}>
            <code>{path || "/"}</code>
            {lines !== null ? (
              <Diff text={lines} />
            ) : (
              <>
                {before != null && (
                  <del>
                    <span class="unseen">before: </span>
                    {shown(before)}
                  </del>
                )}
                {after != null && (
                  <ins>
                    <span class="unseen">after: </span>
                    {shown(after)}
                  </ins>
                )}
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Nothing and an empty record are the same to people. */
const isSeen = ({ before, after }: Difference) => !(isNothing(before) && isNothing(after));
const isNothing = (value: unknown) => value == null || (isRecord(value) && Object.keys(value).length === 0);
const isLong = (value: unknown): value is string => typeof value === "string" && value.includes("\n");
const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
