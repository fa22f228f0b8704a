import { ArrowDown, TriangleAlert, X } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { conversation, hasOlder, isAnswering, isLoadingTurns } from "../state/conversation";
import { dismissWarning } from "../state/fold";
import { loadOlder } from "../state/history";
import { openThreadId } from "../state/route";
import { TurnView } from "./TurnView";

const NEAR_END_PIXELS = 64;

/** The turns, kept at their end while an answer streams unless the reader has scrolled up. */
export function Log() {
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isPinned = useRef(true);
  const lastTop = useRef(0);
  const [isAway, setAway] = useState(false);
  const { turns, warnings, error } = conversation.value;
  const threadId = openThreadId.value;

  const toEnd = () => {
    const box = scroller.current;
    if (box) {
      isPinned.current = true;
      box.scrollTop = box.scrollHeight;
      lastTop.current = box.scrollTop;
      setAway(false);
    }
  };

  useLayoutEffect(toEnd, [threadId]);

  const lastLocal = turns.findLast((turn) => turn.status === "sending")?.id;
  useLayoutEffect(() => {
    if (lastLocal !== undefined) {
      toEnd();
    }
  }, [lastLocal]);

  useEffect(() => {
    const inner = content.current;
    const box = scroller.current;
    if (!inner || !box || typeof ResizeObserver === "undefined") {
      return;
    }
    const observer = new ResizeObserver(() => {
      if (isPinned.current) {
        box.scrollTop = box.scrollHeight;
        lastTop.current = box.scrollTop;
      } else {
        setAway(!isNearEnd(box));
      }
    });
    observer.observe(inner);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const box = scroller.current;
    if (!box) {
      return;
    }
    const isUpward = box.scrollTop < lastTop.current - 2;
    lastTop.current = box.scrollTop;
    if (isNearEnd(box)) {
      isPinned.current = true;
    } else if (isUpward) {
      isPinned.current = false;
    }
    setAway(!isPinned.current);
  };

  const older = async () => {
    const box = scroller.current;
    const fromEnd = box ? box.scrollHeight - box.scrollTop : 0;
    await loadOlder();
    requestAnimationFrame(() => {
      if (box) {
        box.scrollTop = box.scrollHeight - fromEnd;
        lastTop.current = box.scrollTop;
      }
    });
  };

  const isStreaming = turns.some((turn) => turn.status === "streaming");
  const isWaiting = !isStreaming && isAnswering.value;
  return (
    <div class="log-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" ref={scroller} onScroll={onScroll} tabIndex={0} aria-label="Conversation">
        <div class="log-content" ref={content}>
          {hasOlder.value && (
            <button type="button" class="button button-quiet older" disabled={isLoadingTurns.value} onClick={older}>
              {isLoadingTurns.value ? "Loading…" : "Earlier messages"}
            </button>
          )}
          {turns.length === 0 && isLoadingTurns.value && (
            <div class="skeleton skeleton-log" aria-hidden="true">
              <span />
              <span />
              <span />
            </div>
          )}
          {turns.length === 0 && !isLoadingTurns.value && <p class="log-empty">Nothing was said here yet.</p>}
          <div role="log" aria-label="Messages" aria-live="polite" aria-relevant="additions" aria-busy={isStreaming}>
            {turns.map((turn) => (
              <TurnView key={turn.id} turn={turn} />
            ))}
          </div>
          {isWaiting && (
            <p class="thinking-dots" aria-hidden="true">
              <span />
              <span />
              <span />
            </p>
          )}
          {warnings.map((text) => (
            <p key={text} class="callout callout-warn">
              <TriangleAlert size={16} aria-hidden="true" />
              <span>{text}</span>
              <button
                type="button"
                class="icon-button icon-button-small"
                aria-label="Dismiss"
                onClick={() => {
                  conversation.value = dismissWarning(conversation.value, text);
                }}
              >
                <X size={15} />
              </button>
            </p>
          ))}
          {error !== null && (
            <p class="callout callout-bad" role="alert">
              <TriangleAlert size={16} aria-hidden="true" />
              <span>{error.sentence}</span>
            </p>
          )}
        </div>
      </section>
      {isAway && (
        <button type="button" class="to-latest" onClick={toEnd}>
          <ArrowDown size={16} />
          Jump to latest
        </button>
      )}
    </div>
  );
}

function isNearEnd(box: HTMLElement): boolean {
  return box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PIXELS;
}
