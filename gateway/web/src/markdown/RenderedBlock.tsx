import { useMemo } from "preact/hooks";
import { answerCard } from "../cards/answer";
import { Sandbox } from "../cards/Sandbox";
import { View } from "../cards/View";
import { type Renderer, rendererOfBlock } from "../state/renderers";
import { CodeBlock } from "./CodeBlock";

/** A block of code, drawn by a renderer when one takes its type and the block can be read. */
export function RenderedBlock(props: { code: string; language: string; isWhole: boolean }) {
  const { code, language, isWhole } = props;
  const renderer = rendererOfBlock(language);
  const data = useMemo(() => (renderer === null ? undefined : dataOf(code, renderer)), [code, renderer]);
  if (renderer === null || data === undefined) {
    return <CodeBlock code={code} language={language} />;
  }
  if (renderer.template !== null) {
    return <View view={renderer.template} data={data} onEvent={answerCard} />;
  }
  // A document is not asked to draw half a block at every word that streams in.
  return renderer.sandbox === null || !isWhole ? (
    <CodeBlock code={code} language={language} />
  ) : (
    <Sandbox renderer={renderer} html={renderer.sandbox} label={language} data={data} text={code} />
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
