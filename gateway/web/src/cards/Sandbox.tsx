import { CodeXml, Image } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { CodeBlock, CopyButton } from "../markdown/CodeBlock";
import type { Renderer } from "../state/renderers";
import { themeColors, themeInForce } from "../state/theme";
import { sentence } from "../view/pretty";
import { drive } from "./frame";
import { libraryText } from "./libraries";

const FIRST_HEIGHT = 160;
/** Frames this far out of sight are taken down, so that a long thread does not hold hundreds. */
const NEAR = "1200px 0px";

/** Content drawn by a document of its renderer's own, in a frame without origin; its source when that fails. */
export function Sandbox(props: { renderer: Renderer; html: string; label: string; data: unknown; text: string }) {
  const { renderer, html, label, data, text } = props;
  const [trouble, setTrouble] = useState<{ of: string; why: string } | null>(null);
  const [showsSource, setShowsSource] = useState(false);
  // Another version, or another text, is another try.
  const drawing = `${renderer.name} ${renderer.version} ${text}`;
  if (trouble?.of === drawing) {
    return (
      <div class="sandbox-failed">
        <CodeBlock code={text} language={label} />
        <p class="quiet" role="status">
          {sentence(`This is the source, because ${renderer.name} could not draw it: ${trouble.why}`)}
        </p>
      </div>
    );
  }
  return (
    <figure class="code-block">
      <figcaption>
        <span>{label}</span>
        <span class="block-actions">
          <button
            type="button"
            class="icon-button icon-button-small"
            aria-label="Show the source"
            aria-pressed={showsSource}
            onClick={() => setShowsSource(!showsSource)}
          >
            {showsSource ? <Image size={14} /> : <CodeXml size={14} />}
          </button>
          <CopyButton text={text} label="Copy code" />
        </span>
      </figcaption>
      {showsSource ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <pre tabIndex={0}>
          <code>{text}</code>
        </pre>
      ) : (
        <Frame
          key={drawing}
          renderer={renderer}
          html={html}
          data={data}
          text={text}
          onFailed={(why) => setTrouble({ of: drawing, why })}
        />
      )}
    </figure>
  );
}

function Frame(props: {
  renderer: Renderer;
  html: string;
  data: unknown;
  text: string;
  onFailed: (why: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const [isNear, setNear] = useState(false);
  const [height, setHeight] = useState<number | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const refresh = useRef(() => {});
  const theme = themeInForce.value;

  useEffect(() => {
    const watcher = new IntersectionObserver((seen) => setNear(seen.some((entry) => entry.isIntersecting)), {
      rootMargin: NEAR,
    });
    if (place.current !== null) {
      watcher.observe(place.current);
    }
    return () => watcher.disconnect();
  }, []);
  // Before anything else happens: the frame says that it is there only once.
  useLayoutEffect(() => {
    if (!isNear || frame.current === null) {
      return;
    }
    const { renderer, html } = latest.current;
    const driven = drive(frame.current, {
      html,
      libraries: renderer.libraries.map(libraryText),
      data: () => ({
        contentType: latest.current.renderer.contentType,
        data: latest.current.data,
        text: latest.current.text,
        ...themeColors(),
      }),
      onHeight: setHeight,
      onFailed: (why) => latest.current.onFailed(why),
    });
    refresh.current = driven.refresh;
    return () => driven.stop();
  }, [isNear]);
  useEffect(() => refresh.current(), [theme]);

  return (
    <div ref={place} class="sandbox" style={{ height: `${height ?? FIRST_HEIGHT}px` }} data-drawn={height !== null}>
      {isNear && (
        <iframe
          ref={frame}
          title={`Drawn by ${props.renderer.name}`}
          src="/frame.html"
          sandbox="allow-scripts"
          referrerpolicy="no-referrer"
        />
      )}
    </div>
  );
}
