import { useEffect, useRef, useState } from "preact/hooks";
import type { Widget } from "../api/types";
import { View } from "../cards/View";
import { readings, readWidget } from "../state/widgets";
import { usePolling } from "./polling";
import { sentence } from "./pretty";
import { clock } from "./time";

/** One widget, read again as often as it says while it is in sight. */
export function WidgetView({ widget }: { widget: Widget }) {
  const place = useRef<HTMLElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const watcher = new IntersectionObserver((entries) => setSeen(entries.at(-1)?.isIntersecting === true));
    if (place.current !== null) {
      watcher.observe(place.current);
    }
    return () => watcher.disconnect();
  }, []);
  usePolling(widget.refresh_seconds, () => readWidget(widget.name), `${widget.name} ${widget.version}`, isSeen);
  const reading = readings.value.get(widget.name);
  return (
    <article ref={place} class="widget" aria-label={widget.description} data-widget={widget.name}>
      {reading?.data ? (
        <View view={widget.view} data={reading.data.data} />
      ) : reading?.trouble ? null : (
        <div class="skeleton" aria-hidden="true">
          <span />
          <span />
        </div>
      )}
      {reading?.trouble && (
        <p class="callout callout-warn">
          {!reading.data && <strong>{widget.name}</strong>}
          <span>
            {sentence(reading.trouble)}
            {reading.data && ` This is from ${clock(reading.data.read_at)}.`}
          </span>
        </p>
      )}
    </article>
  );
}
