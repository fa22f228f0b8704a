import { useEffect, useRef, useState } from "preact/hooks";
import { onRunNews, type RunNews } from "../state/runs";

/** What happens at once is one look. */
const TOGETHER_MILLIS = 150;
const TRY_AGAIN_MILLIS = 5_000;
const TICK_MILLIS = 10_000;

/**
 * Calls `load` now, and again when the stream tells something that concerns it or its connection is back; out of sight
 * not before somebody sees the page again. One that fails is tried again. A call that still runs is not called beside
 * itself. Answers why it failed last, in a sentence; null when it did not.
 */
export function useLive(
  load: () => Promise<unknown>,
  concerns: (news: RunNews) => boolean,
  of: unknown,
): string | null {
  const [trouble, setTrouble] = useState<string | null>(null);
  const latest = useRef({ load, concerns });
  latest.current = { load, concerns };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isBusy = false;
    let isOver = false;
    let isStale = true;
    const look = async () => {
      clearTimeout(timer);
      if (isBusy || isOver || document.hidden || !isStale) {
        return;
      }
      isBusy = true;
      isStale = false;
      const failure = await latest.current.load().then(
        () => null,
        (error) => (error instanceof Error ? error.message : String(error)),
      );
      isBusy = false;
      if (isOver) {
        return;
      }
      setTrouble(failure);
      if (isStale || failure !== null) {
        later(isStale ? TOGETHER_MILLIS : TRY_AGAIN_MILLIS);
      }
    };
    const later = (millis: number) => {
      isStale = true;
      clearTimeout(timer);
      if (!isOver && !isBusy) {
        timer = setTimeout(look, millis);
      }
    };
    const onSight = () => void look();
    document.addEventListener("visibilitychange", onSight);
    const forget = onRunNews((news) => {
      if (news === null || latest.current.concerns(news)) {
        later(TOGETHER_MILLIS);
      }
    });
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
      forget();
      document.removeEventListener("visibilitychange", onSight);
    };
  }, [of]);
  return trouble;
}

/** Shows what holds "in 5 minutes" anew every few seconds, while somebody can see it. */
export function useTicking(): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setCount((count) => count + 1), TICK_MILLIS);
    return () => clearInterval(timer);
  }, []);
}
