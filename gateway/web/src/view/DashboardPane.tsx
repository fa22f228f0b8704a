import { EXTENSIONS } from "../state/route";
import { dashboardWidgets, hasLoadedWidgets } from "../state/widgets";
import { Loading } from "./Loading";
import { PaneHead } from "./PaneHead";
import { WidgetView } from "./WidgetView";

/** What is going on, by the widgets that are active; those of the sidebar stand there. */
export function DashboardPane() {
  const shown = dashboardWidgets.value;
  return (
    <>
      <PaneHead>
        <h1 class="pane-title">Dashboard</h1>
      </PaneHead>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section class="log" tabIndex={0} aria-label="Dashboard">
        {!hasLoadedWidgets.value && <Loading />}
        {shown.length === 0 && hasLoadedWidgets.value && (
          <div class="nothing-waits">
            <p>No widget is active here.</p>
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
