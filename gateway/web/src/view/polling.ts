import { useEffect, useRef } from "preact/hooks";

/**
 * Calls `load` now and again every so many seconds while somebody can see the page; at once when it comes back into
 * sight after longer than that. A call that still runs is not called beside itself. Nothing is called while it is off.
 */
export function usePolling(seconds: number, load: () => Promise<unknown>, of: unknown, isOn = true): void {
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    if (!isOn) {
      return;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isBusy = false;
    let isOver = false;
    let lastAt = Number.NEGATIVE_INFINITY;
    const again = async () => {
      clearTimeout(timer);
      if (isBusy || isOver || document.hidden) {
        return;
      }
      isBusy = true;
      lastAt = performance.now();
      await latest.current().catch(() => undefined);
      isBusy = false;
      if (!isOver) {
        timer = setTimeout(again, seconds * 1000);
      }
    };
    const onSight = () => {
      clearTimeout(timer);
      if (!document.hidden) {
        timer = setTimeout(again, Math.max(0, lastAt + seconds * 1000 - performance.now()));
      }
    };
    document.addEventListener("visibilitychange", onSight);
    void again();
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onSight);
    };
  }, [seconds, of, isOn]);
}
