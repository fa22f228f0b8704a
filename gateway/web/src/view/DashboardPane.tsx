import { useEffect } from "preact/hooks";
import { extensionChanges } from "../state/extensions";
import { EXTENSIONS } from "../state/route";
import { hasLoadedWidgets, loadWidgets, widgets } from "../state/widgets";
import { PaneHead } from "./PaneHead";
import { WidgetView } from "./WidgetView";

/** What is going on, by the widgets that are active. */
export function DashboardPane() {
  const changes = extensionChanges.value;
  useEffect(() => void loadWidgets(), [changes]);
  // The sidebar has no room for them on a phone, so both places show here.
  const shown = [...widgets.value].sort((a, b) =>
    a.slot === b.slot ? (a.name < b.name ? -1 : 1) : a.slot === "sidebar" ? -1 : 1,
  );
  return (
    <>
      <PaneHead>
        <h1 class="pane-title">Dashboard</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Dashboard">
        {shown.length === 0 && hasLoadedWidgets.value && (
          <div class="nothing-waits">
            <p>No widget is active.</p>
            <p class="quiet">
              Enable one among the <a href={EXTENSIONS}>extensions</a>, or ask for one in chat.
            </p>
          </div>
        )}
        <div class="widgets">
          {shown.map((widget) => (
            <WidgetView key={`${widget.name} ${widget.version}`} widget={widget} />
          ))}
        </div>
      </section>
    </>
  );
}
