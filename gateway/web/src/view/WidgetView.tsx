import type { Widget } from "../api/types";
import { View } from "../cards/View";
import { readings, readWidget } from "../state/widgets";
import { usePolling } from "./polling";
import { sentence } from "./pretty";
import { clock } from "./time";

/** One widget, read again as often as it says while it is on the screen. */
export function WidgetView({ widget }: { widget: Widget }) {
  usePolling(widget.refresh_seconds, () => readWidget(widget.name), `${widget.name} ${widget.version}`);
  const reading = readings.value.get(widget.name);
  return (
    <article class="widget" aria-label={widget.description} data-widget={widget.name}>
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
