import { ExternalLink, Play, RotateCw, Square } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import type { App, OpenedApp } from "../api/types";
import { View } from "../cards/View";
import { Markdown } from "../markdown/Markdown";
import { api } from "../state/session";
import { complain } from "../state/threads";
import { usePolling } from "./polling";
import { sentence } from "./pretty";
import { IoBlock } from "./Step";

const LOOK_SECONDS = 2;
const CHART = {
  component: "Chart",
  kind: { path: "/kind" },
  title: { path: "/title" },
  x: { path: "/x" },
  series: { path: "/series" },
};

/** One app: its server's switches, and the app itself in a frame that has no rights of this page. */
export function AppPage({ name }: { name: string }) {
  const [app, setApp] = useState<App | null>(null);
  const [isGone, setGone] = useState(false);
  const look = async () => {
    try {
      setApp(await api.app(name));
    } catch (error) {
      setGone(error instanceof ApiError && error.status === 404);
    }
  };
  usePolling(LOOK_SECONDS, look, name);
  const move = async (how: "start" | "stop" | "restart") => {
    try {
      setApp(await api.moveApp(name, how));
    } catch (error) {
      complain(error);
    }
  };
  if (isGone) {
    return <p class="nothing-waits">This app is not there any more.</p>;
  }
  if (app === null) {
    return null;
  }
  const isShown = app.status === "static" || app.status === "running";
  return (
    <section class="app" aria-label={app.name}>
      <div class="app-bar">
        <AppStanding app={app} />
        <Switches app={app} onMove={move} />
      </div>
      {app.detail !== "" && (
        <p class={`callout ${app.status === "failed" ? "callout-bad" : "callout-warn"}`} role="status">
          <span>{sentence(app.detail)}</span>
        </p>
      )}
      {isShown ? (
        <Shown key={`${app.version} ${app.launch}`} app={app} />
      ) : (
        app.log.length > 0 && (
          <div class="app-log">
            <IoBlock title="What it printed last" text={app.log.join("\n")} />
          </div>
        )
      )}
    </section>
  );
}

function Switches({ app, onMove }: { app: App; onMove: (how: "start" | "stop" | "restart") => Promise<void> }) {
  switch (app.status) {
    case "static":
      return null;
    case "stopped":
    case "failed":
      return (
        <button type="button" class="button button-primary" onClick={() => void onMove("start")}>
          <Play size={16} />
          Start
        </button>
      );
    default:
      return (
        <>
          <button
            type="button"
            class="button"
            disabled={app.status !== "running"}
            onClick={() => void onMove("restart")}
          >
            <RotateCw size={16} />
            Restart
          </button>
          <button type="button" class="button" disabled={app.status === "stopping"} onClick={() => void onMove("stop")}>
            <Square size={16} />
            Stop
          </button>
        </>
      );
  }
}

type Content =
  | { kind: "frame"; opened: OpenedApp }
  | { kind: "markdown"; text: string }
  | { kind: "chart"; data: unknown };

/** An address is good for a while; a frame fetches it once, when it is made. */
function Shown({ app }: { app: App }) {
  const [content, setContent] = useState<Content | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    contentOf(app.name).then(
      (found) => isCurrent && setContent(found),
      (error) => isCurrent && setTrouble(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [app.name]);
  if (trouble !== null) {
    return (
      <p class="callout callout-bad" role="alert">
        <span>{sentence(trouble)}</span>
      </p>
    );
  }
  switch (content?.kind) {
    case undefined:
      return null;
    case "markdown":
      return (
        <div class="app-page">
          <Markdown text={content.text} />
        </div>
      );
    case "chart":
      return (
        <div class="app-page">
          <View view={CHART} data={content.data} />
        </div>
      );
    case "frame":
      return (
        <>
          <iframe
            class="app-frame"
            title={app.name}
            src={content.opened.url}
            sandbox="allow-scripts allow-forms"
            referrerpolicy="no-referrer"
          />
          {content.opened.direct_url !== null && isHere() && (
            <p class="app-direct quiet">
              On this machine it is also at{" "}
              <a href={content.opened.direct_url} target="_blank" rel="noopener noreferrer">
                {content.opened.direct_url} <ExternalLink size={12} aria-hidden="true" />
              </a>
            </p>
          )}
        </>
      );
  }
}

/** True in a browser on the machine of the gateway: nobody else reaches a server on loopback. */
const isHere = () => /^(127\.0\.0\.1|localhost|\[::1\])$/.test(location.hostname);

async function contentOf(name: string): Promise<Content> {
  const opened = await api.openApp(name);
  if (opened.mime_type !== "text/markdown" && opened.mime_type !== "application/json") {
    return { kind: "frame", opened };
  }
  const response = await fetch(opened.url, { cache: "no-store" });
  if (!response.ok) {
    throw new Error(`The document was not found (status ${response.status}).`);
  }
  return opened.mime_type === "text/markdown"
    ? { kind: "markdown", text: await response.text() }
    : { kind: "chart", data: await response.json() };
}

const STANDINGS: Record<App["status"], { word: string; kind: string }> = {
  static: { word: "page", kind: "neutral" },
  stopped: { word: "stopped", kind: "neutral" },
  starting: { word: "starting…", kind: "warn" },
  running: { word: "running", kind: "good" },
  stopping: { word: "stopping…", kind: "warn" },
  failed: { word: "failed", kind: "bad" },
};

export function AppStanding({ app }: { app: App }) {
  const { word, kind } = STANDINGS[app.status];
  return (
    <span class="status" data-kind={kind}>
      {word}
    </span>
  );
}
