import { AppWindow, ArrowLeft } from "lucide-preact";
import { useState } from "preact/hooks";
import type { App } from "../api/types";
import { APPS, appAddress, place } from "../state/route";
import { api } from "../state/session";
import { AppPage, AppStanding } from "./AppPage";
import { Loading } from "./Loading";
import { PaneHead } from "./PaneHead";
import { usePolling } from "./polling";

const LOOK_SECONDS = 5;

/** Pages and programs that agents made, and one of them when it is opened. */
export function AppsPane() {
  const name = place.value.id;
  return (
    <>
      <PaneHead>
        {name !== null && (
          <a class="icon-button" href={APPS} aria-label="Back to all apps">
            <ArrowLeft size={20} />
          </a>
        )}
        <h1 class="pane-title">{name ?? "Apps"}</h1>
      </PaneHead>
      {name === null ? <List /> : <AppPage key={name} name={name} />}
    </>
  );
}

function List() {
  const [apps, setApps] = useState<readonly App[] | null>(null);
  usePolling(LOOK_SECONDS, async () => setApps(await api.apps()), null);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section class="log" tabIndex={0} aria-label="Apps">
      <div class="log-content">
        {apps === null && <Loading />}
        {apps?.length === 0 && (
          <div class="nothing-waits">
            <AppWindow size={32} aria-hidden="true" />
            <p>There are no apps yet.</p>
            <p class="quiet">Ask for one in chat, such as “make me a page that rolls dice”.</p>
          </div>
        )}
        <ul class="library">
          {apps?.map((app) => (
            <li key={app.name}>
              <a class="library-item" href={appAddress(app.name)}>
                <span class="library-name">{app.name}</span>
                <span class="library-about">{app.description}</span>
                <AppStanding app={app} />
              </a>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
