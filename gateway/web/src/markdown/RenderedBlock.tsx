import { useMemo } from "preact/hooks";
import { answerCard } from "../cards/answer";
import { View } from "../cards/View";
import { type Renderer, rendererOfBlock } from "../state/renderers";
import { CodeBlock } from "./CodeBlock";

/** A block of code, drawn by a renderer when one takes its type and the block is whole. */
export function RenderedBlock({ code, language }: { code: string; language: string }) {
  const renderer = rendererOfBlock(language);
  const data = useMemo(() => (renderer === null ? undefined : dataOf(code, renderer)), [code, renderer]);
  return renderer === null || renderer.template === null || data === undefined ? (
    <CodeBlock code={code} language={language} />
  ) : (
    <View view={renderer.template} data={data} onEvent={answerCard} />
  );
}

/** JSON as what it says, other text as `{ text }`; undefined while it cannot be read, as when it still streams in. */
function dataOf(code: string, { contentType }: Renderer): unknown {
  if (!contentType.endsWith("json")) {
    return { text: code };
  }
  try {
    return JSON.parse(code);
  } catch {
    return undefined;
  }
}
