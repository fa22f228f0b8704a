import { Check, Copy } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { copyText } from "../view/clipboard";

const HIGHLIGHTED_LENGTH_MAX = 40_000;
/** Code that still grows is coloured when it pauses. */
const SETTLED_MILLIS = 120;
const COPIED_MILLIS = 1_500;

export function CodeBlock({ code, language }: { code: string; language: string }) {
  const [coloured, setColoured] = useState<{ code: string; content: ComponentChildren } | null>(null);
  useEffect(() => {
    if (language === "" || code.length > HIGHLIGHTED_LENGTH_MAX) {
      return;
    }
    let isCurrent = true;
    const timer = setTimeout(() => {
      import("./highlight").then(
        ({ highlight }) => {
          const content = isCurrent ? highlight(code, language) : null;
          if (content !== null) {
            setColoured({ code, content });
          }
        },
        // Without colours it reads as well.
        () => undefined,
      );
    }, SETTLED_MILLIS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [code, language]);

  return (
    <figure class="code-block">
      <figcaption>
        <span>{language || "text"}</span>
        <CopyButton text={code} label="Copy code" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>{coloured?.code === code ? coloured.content : code}</code>
      </pre>
    </figure>
  );
}

export function CopyButton({ text, label }: { text: string; label: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (isCopied) {
      const timer = setTimeout(() => setCopied(false), COPIED_MILLIS);
      return () => clearTimeout(timer);
    }
    return undefined;
  }, [isCopied]);
  return (
    <button
      type="button"
      class="icon-button icon-button-small"
      aria-label={isCopied ? "Copied" : label}
      title={label}
      onClick={async () => setCopied(await copyText(text))}
    >
      {isCopied ? <Check size={15} /> : <Copy size={15} />}
    </button>
  );
}
